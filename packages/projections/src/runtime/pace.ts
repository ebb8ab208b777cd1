import { setTimeout as sleep } from 'node:timers/promises';

/** Holds work to so much a second: what comes too early waits, what comes late does not run after. */
export class Pace {
  readonly #perMs: number;
  #next = performance.now();

  /** @param perSecond undefined: as fast as it goes. */
  constructor(perSecond: number | undefined) {
    this.#perMs = (perSecond ?? Infinity) / 1_000;
  }

  /** Waits until `count` more may be done; returns at once when the signal comes. */
  async take(count: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const start = Math.max(this.#next, now);
    this.#next = start + count / this.#perMs;
    if (start > now) await sleep(start - now, undefined, { signal }).catch(() => undefined);
  }
}
