const NONE = -1;

/**
 * `size` consecutive price keys from `base` on, by direct index, with a three-tier 32-ary bitmap of the occupied ones
 * (32³ = 32,768 keys at most): the next occupied key is at most five words away, however far it lies.
 */
export class PriceWindow {
  declare readonly size: number;
  base = 0;
  /** Occupied keys. */
  count = 0;
  declare private readonly cells: Int32Array;
  declare private readonly bits: Int32Array;
  declare private readonly tier1: number;
  declare private readonly tier2: number;

  /** `size` is 0 (no window) or a power of two from 1,024 to 32,768. */
  constructor(size: number) {
    this.size = size;
    this.tier1 = size >>> 5;
    this.tier2 = this.tier1 + (size >>> 10);
    this.cells = new Int32Array(size);
    this.bits = new Int32Array(size === 0 ? 0 : this.tier2 + 1);
  }

  holds(key: number): boolean {
    // One unsigned comparison covers both ends: keys and base of a ladder have one sign, so that nothing wraps into range.
    return (key - this.base) >>> 0 < this.size;
  }

  /** The level at a key inside the window, or 0. */
  get(key: number): number {
    return this.cells[key - this.base]!;
  }

  set(key: number, level: number): void {
    const i = key - this.base;
    const bits = this.bits;
    this.cells[i] = level;
    bits[i >> 5] = bits[i >> 5]! | (1 << (i & 31));
    const j = i >> 5;
    const tier1 = this.tier1 + (j >> 5);
    bits[tier1] = bits[tier1]! | (1 << (j & 31));
    bits[this.tier2] = bits[this.tier2]! | (1 << (j >> 5));
    this.count++;
  }

  clear(key: number): void {
    const i = key - this.base;
    const bits = this.bits;
    this.cells[i] = 0;
    this.count--;
    const j = i >> 5;
    const word = bits[j]! & ~(1 << (i & 31));
    bits[j] = word;
    if (word !== 0) return;
    const tier1 = this.tier1 + (j >> 5);
    const summary = bits[tier1]! & ~(1 << (j & 31));
    bits[tier1] = summary;
    if (summary === 0) bits[this.tier2] = bits[this.tier2]! & ~(1 << (j >> 5));
  }

  /** The level of the lowest occupied key not below `key`, or 0; `key` may lie at or below the window's base. */
  atOrAfter(key: number): number {
    const i = this.#firstSet(key <= this.base ? 0 : (key - this.base) >>> 0);
    return i === NONE ? 0 : this.cells[i]!;
  }

  #firstSet(from: number): number {
    if (from >= this.size) return NONE;
    const bits = this.bits;
    let j = from >> 5;
    const word = bits[j]! & (-1 << (from & 31));
    if (word !== 0) return (j << 5) + trailingZeros(word);
    j++;
    if (j >= this.tier1) return NONE;
    let k = j >> 5;
    let summary = bits[this.tier1 + k]! & (-1 << (j & 31));
    if (summary === 0) {
      // A shift by 32 is a shift by 0 in JavaScript, hence the two steps.
      const top = bits[this.tier2]! & ((-1 << (k & 31)) << 1);
      if (top === 0) return NONE;
      k = trailingZeros(top);
      summary = bits[this.tier1 + k]!;
    }
    j = (k << 5) + trailingZeros(summary);
    return (j << 5) + trailingZeros(bits[j]!);
  }

  /** Whether the key's bit is set in the lowest tier and both summaries agree with it (for the invariant checks). */
  bitOf(key: number): boolean {
    const i = key - this.base;
    const j = i >> 5;
    const bit = (this.bits[j]! >>> (i & 31)) & 1;
    const summary = (this.bits[this.tier1 + (j >> 5)]! >>> (j & 31)) & 1;
    const top = (this.bits[this.tier2]! >>> (j >> 5)) & 1;
    return bit === 1 && summary === 1 && top === 1;
  }

  /** Occupied bits in the lowest tier (for the invariant checks). */
  bitCount(): number {
    let count = 0;
    for (let j = 0; j < this.tier1; j++) {
      for (let word = this.bits[j]!; word !== 0; word &= word - 1) count++;
    }
    return count;
  }
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);
