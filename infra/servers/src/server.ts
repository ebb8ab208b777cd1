import type { Child, ChildSpec } from './child.ts';
import { startChild } from './child.ts';

/** A server that can be run as a process: how to prepare it, start it, and tell that it works. */
export interface ServerSpec {
  readonly name: string;
  /** First-start work: directories, configuration files, `initdb`. Repeating it is harmless. */
  prepare(): Promise<void>;
  readonly child: ChildSpec;
  /** Resolves when it answers, rejects while it does not. */
  probe(): Promise<void>;
}

/** A server that did not come up. The message says where its log is. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';
  readonly code = 'SERVER_START';
}

const PROBE_INTERVAL_MS = 50;
const START_TIMEOUT_MS = 60_000;

/**
 * Prepares and starts a server and waits until it answers.
 * @param signal gives the start up: the process is stopped again.
 * @throws ServerStartError
 */
export async function startServer(spec: ServerSpec, signal?: AbortSignal): Promise<Child> {
  await spec.prepare();
  const child = await startChild(spec.child);
  await untilAnswering(spec, child, signal);
  return child;
}

/** Waits until the probe succeeds. @throws ServerStartError when the process ends or the time is up. */
export async function untilAnswering(
  spec: Pick<ServerSpec, 'name' | 'probe' | 'child'>,
  child: Child,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
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
    if (ended) {
      const { code, signal } = await child.exited;
      throw new ServerStartError(
        `${spec.name} ended with ${signal ?? `status ${code}`}; see ${spec.child.logFile}`,
      );
    }
    if (signal?.aborted === true) {
      await child.stop();
      throw new ServerStartError(`${spec.name} was stopped before it answered`);
    }
    if (performance.now() > deadline) {
      await child.kill();
      throw new ServerStartError(`${spec.name} does not answer; see ${spec.child.logFile}`, {
        cause: failure,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_INTERVAL_MS));
  }
}

/** Fails unless `url` answers 2xx within two seconds. */
export async function probeHttp(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
