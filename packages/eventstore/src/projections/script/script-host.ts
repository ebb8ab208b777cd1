import { Worker } from 'node:worker_threads';
import { ProjectionFault } from '../handler.ts';
import type { ScriptReply, ScriptRequest } from './protocol.ts';

/** `ScriptRequest` without what the host fills in. */
type Ask = ScriptRequest extends infer R
  ? R extends ScriptRequest
    ? Omit<R, 'id'>
    : never
  : never;

/** The thread that runs all scripts; it starts with the first one, and anew after it broke down. */
export class ScriptHost {
  private worker: Worker | undefined;
  private nextId = 1;
  private nextScript = 1;
  private readonly waiting = new Map<number, PromiseWithResolvers<readonly string[]>>();

  newScript(): number {
    return this.nextScript++;
  }

  /** @throws ProjectionFault */
  ask(request: Ask): Promise<readonly string[]> {
    const id = this.nextId++;
    const waiting = Promise.withResolvers<readonly string[]>();
    this.waiting.set(id, waiting);
    this.worker ??= this.start();
    this.worker.postMessage({ ...request, id });
    return waiting.promise;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL('./script-worker.ts', import.meta.url), {
      name: 'projections',
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.unref();
    worker.on('message', (reply: ScriptReply) => {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.error === undefined) waiting?.resolve(reply.value);
      else waiting?.reject(new ProjectionFault(reply.error));
    });
    const fail = (cause: unknown): void => {
      if (this.worker === worker) this.worker = undefined;
      for (const waiting of this.waiting.values())
        waiting.reject(new ProjectionFault('the script thread ended', { cause }));
      this.waiting.clear();
    };
    worker.on('error', fail);
    worker.on('exit', fail);
    return worker;
  }
}
