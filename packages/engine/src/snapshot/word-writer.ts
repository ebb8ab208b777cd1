const INITIAL_WORDS = 4096;

/** A list of int32 words that grows by doubling. */
export class WordWriter {
  length = 0;
  #words = new Int32Array(INITIAL_WORDS);

  push(...words: readonly number[]): void {
    for (const word of words) {
      if (this.length === this.#words.length) this.#grow();
      this.#words[this.length++] = word;
    }
  }

  set(index: number, word: number): void {
    this.#words[index] = word;
  }

  /** The words written so far, in memory of their own. */
  toImage(): Int32Array<ArrayBuffer> {
    return this.#words.slice(0, this.length);
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
  }
}
