/** Room for the smallest windows of some five hundred symbols; touched only as it is used. */
const CHUNK_WORDS = 1_048_576;

/** Words of one window: from `at` on in `words`. */
export interface Reservation {
  readonly words: Int32Array;
  readonly at: number;
}

/** Memory for the price windows of all symbols, in few large arrays: a thousand small ones would each cost its own cache lines. */
export class WindowMemory {
  /** Where the last new reservation lies. */
  #words: Int32Array = new Int32Array(0);
  #used = 0;
  /** What was given back, by its size. */
  readonly #free = new Map<number, Reservation[]>();

  /** Reserves so many words, all zero. */
  reserve(count: number): Reservation {
    const free = this.#free.get(count)?.pop();
    if (free !== undefined) return free;
    if (this.#used + count > this.#words.length) {
      this.#words = new Int32Array(Math.max(CHUNK_WORDS, count));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += count;
    return { words: this.#words, at };
  }

  /** Takes back a reservation of so many words, which must all be zero again. */
  release(reservation: Reservation, count: number): void {
    const free = this.#free.get(count) ?? [];
    free.push(reservation);
    this.#free.set(count, free);
  }
}
