import type { WindowMemory } from './window-memory.ts';

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
  /** Memory shared with the windows of other symbols. */
  declare private readonly words: Int32Array;
  /** Where this window's tiers of bits begin in it, each after the one below, and then its cells. */
  declare private readonly tier0: number;
  declare private readonly tier1: number;
  declare private readonly tier2: number;
  declare private readonly cells: number;

  /** `size` is 0 (no window) or a power of two from 1,024 to 32,768. */
  constructor(memory: WindowMemory, size: number) {
    const tier0 = size >>> 5;
    const tier1 = size >>> 10;
    const { words, at } = memory.reserve(tier0 + tier1 + 1 + size);
    this.size = size;
    this.words = words;
    this.tier0 = at;
    this.tier1 = at + tier0;
    this.tier2 = this.tier1 + tier1;
    this.cells = this.tier2 + 1;
  }

  /** Gives an empty window's memory back, which is all zero again. The window is not used afterwards. */
  release(memory: WindowMemory): void {
    const { words, tier0: at, cells, size } = this;
    memory.release({ words, at }, cells - at + size);
  }

  holds(key: number): boolean {
    // One unsigned comparison covers both ends: keys and base of a ladder have one sign, so that nothing wraps into range.
    return (key - this.base) >>> 0 < this.size;
  }

  /** The level at a key inside the window, or 0. */
  get(key: number): number {
    return this.words[this.cells + key - this.base]!;
  }

  set(key: number, level: number): void {
    const i = key - this.base;
    const { words, tier0, tier1, tier2 } = this;
    const j = i >> 5;
    const k = j >> 5;
    words[this.cells + i] = level;
    words[tier0 + j] = words[tier0 + j]! | (1 << (i & 31));
    words[tier1 + k] = words[tier1 + k]! | (1 << (j & 31));
    words[tier2] = words[tier2]! | (1 << k);
    this.count++;
  }

  clear(key: number): void {
    const i = key - this.base;
    const { words, tier0, tier1, tier2 } = this;
    const j = i >> 5;
    const k = j >> 5;
    words[this.cells + i] = 0;
    this.count--;
    const word = words[tier0 + j]! & ~(1 << (i & 31));
    words[tier0 + j] = word;
    if (word !== 0) return;
    const summary = words[tier1 + k]! & ~(1 << (j & 31));
    words[tier1 + k] = summary;
    if (summary === 0) words[tier2] = words[tier2]! & ~(1 << k);
  }

  /** The level of the lowest occupied key not below `key`, or 0; `key` may lie at or below the window's base. */
  atOrAfter(key: number): number {
    const i = this.#firstSet(key <= this.base ? 0 : (key - this.base) >>> 0);
    return i === NONE ? 0 : this.words[this.cells + i]!;
  }

  #firstSet(from: number): number {
    if (from >= this.size) return NONE;
    const { words, tier0, tier1, tier2 } = this;
    let j = from >> 5;
    const word = words[tier0 + j]! & (-1 << (from & 31));
    if (word !== 0) return (j << 5) + trailingZeros(word);
    j++;
    if (j >= tier1 - tier0) return NONE;
    let k = j >> 5;
    let summary = words[tier1 + k]! & (-1 << (j & 31));
    if (summary === 0) {
      // A shift by 32 is a shift by 0 in JavaScript, hence the two steps.
      const top = words[tier2]! & ((-1 << (k & 31)) << 1);
      if (top === 0) return NONE;
      k = trailingZeros(top);
      summary = words[tier1 + k]!;
    }
    j = (k << 5) + trailingZeros(summary);
    return (j << 5) + trailingZeros(words[tier0 + j]!);
  }

  /** Whether the key's bit is set in the lowest tier and both summaries agree with it (for the invariant checks). */
  bitOf(key: number): boolean {
    const i = key - this.base;
    const j = i >> 5;
    const bit = (this.words[this.tier0 + j]! >>> (i & 31)) & 1;
    const summary = (this.words[this.tier1 + (j >> 5)]! >>> (j & 31)) & 1;
    const top = (this.words[this.tier2]! >>> (j >> 5)) & 1;
    return bit === 1 && summary === 1 && top === 1;
  }

  /** Occupied bits in the lowest tier (for the invariant checks). */
  bitCount(): number {
    let count = 0;
    for (let j = this.tier0; j < this.tier1; j++) {
      for (let word = this.words[j]!; word !== 0; word &= word - 1) count++;
    }
    return count;
  }
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);
