import { statSync } from 'node:fs';
import type { Child, ChildSpec } from './child.ts';
import { startChild } from './child.ts';
import { Patience } from './patience.ts';
import { showProgress, type StartProgress } from './start-progress.ts';

/** A server that can be run as a process: how to prepare it, start it, and tell that it works. */
export interface ServerSpec {
  readonly name: string;
  /** First-start work: directories, configuration files, `initdb`. Repeating it is harmless. */
  prepare(): Promise<void>;
  readonly child: ChildSpec;
  /** Resolves when it answers, rejects while it does not: with NotReadyError where it says how far it has come. */
  probe(): Promise<void>;
}

/** A server that did not come up. The message says how far it came and where its log is. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';
  readonly code = 'SERVER_START';
  /** The furthest that it said it had come; undefined where it said nothing. */
  readonly progress: StartProgress | undefined;

  constructor(message: string, progress?: StartProgress, options?: ErrorOptions) {
    super(message, options);
    this.progress = progress;
  }
}

/** How a start is waited for. */
export interface StartOptions {
  /** Gives the start up: the process is stopped again. */
  readonly signal?: AbortSignal | undefined;
  /** Hears how far a server has come that says so. */
  readonly onProgress?: ((progress: StartProgress) => void) | undefined;
  /** Time; default: the machine's. */
  readonly time?: { nowMs(): number; pause(ms: number): Promise<void> };
}

const PROBE_INTERVAL_MS = 50;
/** One that takes long is asked less often. */
const PROBE_INTERVAL_MAX_MS = 500;

const MACHINE_TIME: NonNullable<StartOptions['time']> = {
  nowMs: () => performance.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/**
 * Prepares and starts a server and waits until it answers, as long as it gets on (see `Patience`).
 * @throws ServerStartError
 */
export async function startServer(spec: ServerSpec, options: StartOptions = {}): Promise<Child> {
  await spec.prepare();
  const child = await startChild(spec.child);
  await untilAnswering(spec, child, options);
  return child;
}

/** Waits until the probe succeeds. @throws ServerStartError when the process ends or stands still for too long. */
export async function untilAnswering(
  spec: Pick<ServerSpec, 'name' | 'probe' | 'child'>,
  child: Child,
  { signal, onProgress, time = MACHINE_TIME }: StartOptions = {},
): Promise<void> {
  const startedAt = time.nowMs();
  const patience = new Patience(startedAt);
  let ended = false;
  void child.exited.then(() => {
    ended = true;
  });
  for (;;) {
    const failure = await spec.probe().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return;
    patience.note(time.nowMs(), failure, bytesOf(spec.child.logFile));
    const { progress } = patience;
    if (progress !== undefined) onProgress?.(progress);
    if (ended) throw await endedError(spec, child, progress);
    if (signal?.aborted === true) {
      await child.stop();
      throw new ServerStartError(`${spec.name} was stopped before it answered`, progress);
    }
    if (patience.isOver) {
      await child.kill();
      throw new ServerStartError(standstill(spec, patience), progress, { cause: failure });
    }
    const interval = Math.max(PROBE_INTERVAL_MS, (time.nowMs() - startedAt) / 10);
    await time.pause(Math.min(interval, PROBE_INTERVAL_MAX_MS));
  }
}

async function endedError(
  { name, child: { logFile } }: Pick<ServerSpec, 'name' | 'child'>,
  child: Child,
  progress: StartProgress | undefined,
): Promise<ServerStartError> {
  const { code, signal } = await child.exited;
  const at = progress === undefined ? '' : ` at ${showProgress(progress)}`;
  return new ServerStartError(
    `${name} ended with ${signal ?? `status ${code}`}${at}; see ${logFile}`,
    progress,
  );
}

function standstill(
  { name, child: { logFile } }: Pick<ServerSpec, 'name' | 'child'>,
  { progress, stillMs }: Patience,
): string {
  if (progress === undefined) return `${name} does not answer; see ${logFile}`;
  const { facts, of } = progress;
  const seconds = Math.round(stillMs / 1_000);
  const stood = showProgress({ facts, of, factsPerSecond: 0 });
  return `${name} makes no progress: it has stood at ${stood} for ${seconds} s; see ${logFile}`;
}

/** 0 where there is no file yet. */
function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Fails unless `url` answers 2xx within two seconds. */
export async function probeHttp(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
