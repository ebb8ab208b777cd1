import { Random } from './random.ts';

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * Simulated time. Everything that happens is an entry in one queue; the seed alone decides when, so the seed alone
 * decides in which order.
 */
export class World {
  readonly random: Random;
  #now = 0;
  #order = 0;
  #steps = 0;
  readonly #heap: Happening[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** ms since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Happenings so far. */
  get steps(): number {
    return this.#steps;
  }

  after(ms: number, run: () => void): void {
    const happening = { at: this.#now + ms, order: this.#order++, run };
    let child = this.#heap.push(happening) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!isBefore(happening, this.#heap[parent]!)) break;
      this.#heap[child] = this.#heap[parent]!;
      child = parent;
    }
    this.#heap[child] = happening;
  }

  /**
   * Lets happen what is due until `done` or until nothing is left to happen before `until` (ms).
   * @param between called after every step, when all that follows from it at once has followed.
   */
  async run(until: number, done: () => boolean, between: () => void): Promise<void> {
    while (!done()) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#pop();
      this.#now = next.at;
      this.#steps += 1;
      next.run();
      // Runs every promise that was settled, and all that follow from them.
      await new Promise((resolve) => setImmediate(resolve));
      between();
    }
    if (!done()) this.#now = Math.max(this.#now, until);
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && isBefore(this.#heap[child + 1]!, this.#heap[child]!))
        child += 1;
      if (!isBefore(this.#heap[child]!, last)) break;
      this.#heap[parent] = this.#heap[child]!;
      parent = child;
    }
    this.#heap[parent] = last;
  }
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
