/** Room for the smallest windows of some five hundred symbols; touched only as it is used. */
const CHUNK_WORDS = 1_048_576;

/** Memory for the price windows of all symbols, in few large arrays: a thousand small ones would each cost its own cache lines. */
export class WindowMemory {
  /** Where the last reservation lies. */
  words: Int32Array = new Int32Array(0);
  #used = 0;

  /** Reserves so many words, all zero, in `words`; returns the first. */
  reserve(count: number): number {
    if (this.#used + count > this.words.length) {
      this.words = new Int32Array(Math.max(CHUNK_WORDS, count));
      this.#used = 0;
    }
    const at = this.#used;
    this.#used += count;
    return at;
  }
}
