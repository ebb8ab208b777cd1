import type { Runtime } from '@bellwether/platform/runtime';

/** What counts of the past when the rate is told, ms: 1/e of it is forgotten after so long. */
const REMEMBERED_MS = 250;

export interface AdmissionOptions {
  /** How long what is let in may be expected to wait, ms. */
  readonly boundMs: number;
  /** As much as this may wait at any rate, in units of work: without it a slow moment would let nothing in. */
  readonly alwaysBelow: number;
}

/**
 * Says whether there is time for more, by what waits and how fast it has been leaving: in a queue that is served in order,
 * what comes now waits for as long as all before it takes. Work is counted in any unit that is known at arrival. While
 * nothing leaves, the expected wait grows with the clock; while nothing waits, no time passes.
 */
export class Admission {
  readonly #runtime: Pick<Runtime, 'monotonicMs'>;
  readonly #options: AdmissionOptions;
  #waiting = 0;
  /** What left, and the time that it took, both fading. */
  #left = 0;
  #tookMs = 0;
  /** When something left last, or began to wait. */
  #at = 0;

  constructor(runtime: Pick<Runtime, 'monotonicMs'>, options: AdmissionOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /** Work that waits or is under way. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How long what comes now would wait, ms. */
  get expectedMs(): number {
    if (this.#waiting === 0) return 0;
    const since = this.#runtime.monotonicMs() - this.#at;
    if (this.#left === 0) return since;
    return (this.#waiting * (this.#tookMs + since)) / this.#left;
  }

  /** Whether there is time for more. @param share of the bound, for what may wait elsewhere. */
  admits(share = 1): boolean {
    const { boundMs, alwaysBelow } = this.#options;
    return this.#waiting < alwaysBelow * share || this.expectedMs < boundMs * share;
  }

  /** So much work waits from now on. */
  entered(work: number): void {
    if (this.#waiting === 0) this.#at = this.#runtime.monotonicMs();
    this.#waiting += work;
  }

  /** So much work has been done. */
  left(work: number): void {
    const now = this.#runtime.monotonicMs();
    const took = now - this.#at;
    this.#at = now;
    this.#waiting -= work;
    if (took <= 0) return void (this.#left += work);
    const kept = Math.exp(-took / REMEMBERED_MS);
    // Done evenly in all that time, of which only the end is remembered.
    const counts = REMEMBERED_MS * (1 - kept);
    this.#left = this.#left * kept + (work * counts) / took;
    this.#tookMs = this.#tookMs * kept + counts;
  }

  /** So much work need not be done any more: it says nothing about the rate. */
  dropped(work: number): void {
    this.#waiting -= work;
  }
}
