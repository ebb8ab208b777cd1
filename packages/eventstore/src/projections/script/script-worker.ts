// Runs projections' JavaScript: each in a QuickJS context of its own, which has no way out to Node, in a thread of its own.
import { parentPort } from 'node:worker_threads';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import { PRELUDE } from './prelude.ts';
import type { ScriptLimits, ScriptReply, ScriptRequest } from './protocol.ts';

const STACK_BYTES = 256 * 1024;

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

class Script {
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private readonly limits: ScriptLimits;
  private readonly functions = new Map<string, QuickJSHandle>();
  private calledAt = 0;
  private cpuAtCall = 0;
  private isOverTime = false;

  constructor(runtime: QuickJSRuntime, limits: ScriptLimits) {
    this.runtime = runtime;
    this.limits = limits;
    runtime.setMemoryLimit(limits.memoryBytes);
    runtime.setMaxStackSize(STACK_BYTES);
    runtime.setInterruptHandler(() => (this.isOverTime ||= this.hasUsedItsTime()));
    this.context = runtime.newContext();
  }

  load(query: string, config: string): string {
    this.evaluate(PRELUDE, 'prelude.js');
    this.evaluate(query, 'projection.js');
    return this.call('__describe', config);
  }

  call(name: string, argument: string): string {
    let handle = this.functions.get(name);
    if (handle === undefined) {
      handle = this.context.getProp(this.context.global, name);
      this.functions.set(name, handle);
    }
    const text = this.context.newString(argument);
    this.startTime();
    const result = this.context.callFunction(handle, this.context.undefined, text);
    text.dispose();
    if (result.error) throw this.failure(result.error);
    const value = this.context.getString(result.value);
    result.value.dispose();
    return value;
  }

  dispose(): void {
    for (const handle of this.functions.values()) handle.dispose();
    this.context.dispose();
    this.runtime.dispose();
  }

  private evaluate(code: string, file: string): void {
    this.startTime();
    const result = this.context.evalCode(code, file);
    if (result.error) throw this.failure(result.error);
    result.value.dispose();
  }

  private startTime(): void {
    this.calledAt = performance.now();
    this.cpuAtCall = threadCpuMs();
    this.isOverTime = false;
  }

  /** What counts is the processor time of this thread: on a busy machine a call may last much longer. */
  private hasUsedItsTime(): boolean {
    const { callMs } = this.limits;
    return performance.now() - this.calledAt > callMs && threadCpuMs() - this.cpuAtCall > callMs;
  }

  private failure(handle: QuickJSHandle): Error {
    const dumped: unknown = this.context.dump(handle);
    handle.dispose();
    if (this.isOverTime)
      return new Error(
        `the projection ran for more than ${this.limits.callMs} ms of processor time`,
      );
    const { name, message } = (
      typeof dumped === 'object' && dumped !== null ? dumped : {}
    ) as Partial<Error>;
    return new Error(message === undefined ? String(dumped) : `${name ?? 'Error'}: ${message}`);
  }
}

const quickjs = await newQuickJSWASMModuleFromVariant(
  import('@jitl/quickjs-wasmfile-release-sync'),
);
const scripts = new Map<number, Script>();

function run(request: ScriptRequest): readonly string[] {
  if (request.kind === 'create') {
    const script = new Script(quickjs.newRuntime(), request.limits);
    scripts.set(request.script, script);
    return [script.load(request.query, request.config)];
  }
  const script = scripts.get(request.script);
  if (script === undefined) throw new Error('the projection is not loaded');
  if (request.kind === 'process')
    return request.events.map((event) => script.call('__process', event));
  if (request.kind === 'call') return [script.call(request.name, request.argument)];
  scripts.delete(request.script);
  script.dispose();
  return [];
}

parentPort?.on('message', (request: ScriptRequest) => {
  let reply: ScriptReply;
  try {
    reply = { id: request.id, value: run(request), error: undefined };
  } catch (error) {
    reply = {
      id: request.id,
      value: [],
      error: error instanceof Error ? error.message : String(error),
    };
  }
  parentPort?.postMessage(reply);
});
