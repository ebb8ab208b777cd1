import { sleep, type Runtime } from '@bellwether/platform/runtime';
import type { PartitionLoop } from '../lanes/partition-loop.ts';

/** How long a day may be over before a market without orders hears of it, ms; with orders it is at once. */
const LOOK_EVERY_MS = 1_000;

/**
 * Lets the partition see the time pass when no command comes in: orders end with their days. It is the partition's own
 * clock, so it runs where the partition is.
 */
export class CalendarProcess {
  readonly #loop: PartitionLoop;
  readonly #runtime: Runtime;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(loop: PartitionLoop, runtime: Runtime) {
    this.#loop = loop;
    this.#runtime = runtime;
  }

  /** @param onFailure called when the state machine contradicts itself. */
  start(onFailure: (error: unknown) => void): void {
    this.#running = this.#run().catch(onFailure);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#loop.look();
      await sleep(this.#runtime, LOOK_EVERY_MS);
    }
  }
}
