/** Offsets of one price level's four int32 words. */
export const LevelWord = {
  /** `level << SHIFT` is the level's first word. */
  SHIFT: 2,
  /** Signed price: ascending keys go from best to worst on either side. */
  KEY: 0,
  HEAD: 1,
  TAIL: 2,
  COUNT: 3,
} as const;

const { SHIFT, KEY, HEAD, TAIL, COUNT } = LevelWord;

/** Price levels of all books, 32 bytes each. As many as there are orders, so that a level can always be had. */
export class LevelPool {
  declare readonly words: Int32Array;
  /** Shown and hidden quantity of level n at 2n and 2n + 1. Sums of int32 quantities are exact in a double. */
  declare readonly totals: Float64Array;
  #highWater = 0;
  #freeHead = 0;

  constructor(capacity: number) {
    this.words = new Int32Array((capacity + 1) << SHIFT);
    this.totals = new Float64Array((capacity + 1) << 1);
  }

  allocate(key: number): number {
    const words = this.words;
    let level = this.#freeHead;
    if (level === 0) level = ++this.#highWater;
    else this.#freeHead = words[(level << SHIFT) | HEAD]!;
    const at = level << SHIFT;
    words[at | KEY] = key;
    words[at | HEAD] = 0;
    words[at | TAIL] = 0;
    words[at | COUNT] = 0;
    return level;
  }

  /** The level is empty: its totals are 0 already. */
  release(level: number): void {
    this.words[(level << SHIFT) | HEAD] = this.#freeHead;
    this.#freeHead = level;
  }

  keyOf(level: number): number {
    return this.words[(level << SHIFT) | KEY]!;
  }

  headOf(level: number): number {
    return this.words[(level << SHIFT) | HEAD]!;
  }

  countOf(level: number): number {
    return this.words[(level << SHIFT) | COUNT]!;
  }
}
