import type { Child } from '@bellwether/servers/child';
import { ServerStartError, startServer } from '@bellwether/servers/server';
import type { StartProgress } from '@bellwether/servers/start-progress';
import { CrashCount } from './crash-count.ts';
import type { Unit, UnitReport, UnitState } from './unit.ts';

/** Running this long without a crash clears the count of crashes, ms. */
const SETTLED_MS = 30_000;
/** How often progress is passed on, ms. */
const TELL_MS = 1_000;

/** One unit: started, watched, started again when it crashes, stopped. */
export class SupervisedUnit {
  readonly unit: Unit;
  readonly #onChange: () => void;
  #state: UnitState = 'waiting';
  #child: Child | undefined;
  #restarts = 0;
  readonly #crashes = new CrashCount();
  #error: string | undefined;
  #progress: StartProgress | undefined;
  #toldAt = -Infinity;
  readonly #stop = new AbortController();
  #launching: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | undefined;

  constructor(unit: Unit, onChange: () => void) {
    this.unit = unit;
    this.#onChange = onChange;
  }

  get report(): UnitReport {
    return {
      name: this.unit.name,
      state: this.#state,
      pid: this.#child?.pid,
      restarts: this.#restarts,
      progress: this.#progress,
      stopSignal: this.unit.spec.child.stopSignal ?? 'SIGTERM',
      url: this.unit.url,
      error: this.#error,
    };
  }

  /** Starts it and waits until it is healthy. Rejects when it does not come up at all. */
  async start(): Promise<void> {
    this.#set('starting');
    try {
      this.#launching = this.#launch();
      await this.#launching;
    } catch (error) {
      this.#error = messageOf(error);
      this.#set('failed');
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#retry);
    await this.#launching.catch(() => undefined);
    if (this.#child === undefined) return this.#set('stopped');
    this.#set('stopping');
    await this.#child.stop();
    this.#child = undefined;
    this.#set('stopped');
  }

  async #launch(): Promise<void> {
    const child = await startServer(this.unit.spec, {
      signal: this.#stop.signal,
      onProgress: (progress) => this.#recovers(progress),
    });
    this.#child = child;
    this.#progress = undefined;
    await this.#provision(child);
    this.#crashes.started();
    const startedAt = performance.now();
    void child.exited.then(({ code, signal }) => {
      if (this.#stop.signal.aborted) return;
      if (performance.now() - startedAt > SETTLED_MS) this.#crashes.settled();
      this.#child = undefined;
      this.#crashed(
        `ended with ${signal ?? `status ${code}`}; see ${this.unit.spec.child.logFile}`,
      );
    });
    this.#set('healthy');
  }

  /** What cannot be provisioned is not left running: the next start needs its port. */
  async #provision(child: Child): Promise<void> {
    try {
      await this.unit.provision?.();
    } catch (error) {
      await child.stop();
      this.#child = undefined;
      throw error;
    }
  }

  #recovers(progress: StartProgress): void {
    this.#progress = progress;
    const now = performance.now();
    if (now - this.#toldAt < TELL_MS) return;
    this.#toldAt = now;
    this.#onChange();
  }

  /** @param progress how far a start that failed had come. */
  #crashed(error: string, progress?: StartProgress): void {
    this.#error = error;
    this.#progress = undefined;
    const delayMs = this.#crashes.crashed(progress);
    if (delayMs === undefined) return this.#set('failed');
    this.#set('restarting');
    this.#retry = setTimeout(() => {
      this.#restarts += 1;
      this.#launching = this.#launch().catch((cause: unknown) => {
        if (this.#stop.signal.aborted) return;
        const came = cause instanceof ServerStartError ? cause.progress : undefined;
        this.#crashed(messageOf(cause), came);
      });
    }, delayMs);
  }

  #set(state: UnitState): void {
    this.#state = state;
    this.#onChange();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
