import { hashHalves } from '../../exact/halves.ts';

/** Words of a slot: reference (low, high), instrument with side, price, units left; eight, so that a slot lies in one line of the cache. */
const WORDS = 8;
const [LOW, HIGH, OWNER, PRICE, LEFT] = [0, 1, 2, 3, 4];
const OCCUPIED = 0x8000_0000;
const ASK = 0x1_0000;

/**
 * The orders that live, by their 64-bit references: open addressing with linear probing in one array of 32-bit words,
 * which a map of objects would be slower than by a factor. A slot is a number that is valid until the next `add` or
 * `remove`.
 */
export class OrderTable {
  #words: Uint32Array;
  #mask: number;
  #size = 0;
  readonly #limit: number;

  /** @param limit orders at most: 64 bytes of memory each. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#mask = 0xff;
    this.#words = new Uint32Array((this.#mask + 1) * WORDS);
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#limit;
  }

  /** The slot of an order, or −1. */
  find(high: number, low: number): number {
    const words = this.#words;
    const mask = this.#mask;
    for (let index = hashHalves(high, low) & mask; ; index = (index + 1) & mask) {
      const slot = index * WORDS;
      if (words[slot + OWNER] === 0) return -1;
      if (words[slot + LOW] === low && words[slot + HIGH] === high) return slot;
    }
  }

  /** Adds an order, unless `isFull`. @returns false where its reference is there already. */
  add(
    high: number,
    low: number,
    locate: number,
    isAsk: boolean,
    price: number,
    units: number,
  ): boolean {
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    const words = this.#words;
    const mask = this.#mask;
    let slot = (hashHalves(high, low) & mask) * WORDS;
    while (words[slot + OWNER] !== 0) {
      if (words[slot + LOW] === low && words[slot + HIGH] === high) return false;
      slot = (slot + WORDS) & (mask * WORDS + (WORDS - 1));
    }
    words[slot + LOW] = low;
    words[slot + HIGH] = high;
    words[slot + OWNER] = OCCUPIED | (isAsk ? ASK : 0) | locate;
    words[slot + PRICE] = price;
    words[slot + LEFT] = units;
    this.#size++;
    return true;
  }

  locateOf(slot: number): number {
    return this.#words[slot + OWNER]! & 0xff_ff;
  }

  isAsk(slot: number): boolean {
    return (this.#words[slot + OWNER]! & ASK) !== 0;
  }

  priceOf(slot: number): number {
    return this.#words[slot + PRICE]!;
  }

  unitsOf(slot: number): number {
    return this.#words[slot + LEFT]!;
  }

  /** Takes units from an order, and the order away when none are left. */
  take(slot: number, units: number): void {
    const left = this.#words[slot + LEFT]! - units;
    if (left > 0) this.#words[slot + LEFT] = left;
    else this.remove(slot);
  }

  /** Moves those behind it forward, so that no tombstones slow down the rest of the day. */
  remove(slot: number): void {
    const words = this.#words;
    const mask = this.#mask;
    let hole = slot / WORDS;
    for (let index = (hole + 1) & mask; ; index = (index + 1) & mask) {
      const from = index * WORDS;
      if (words[from + OWNER] === 0) break;
      const home = hashHalves(words[from + HIGH]!, words[from + LOW]!) & mask;
      // It may move into the hole unless its home lies behind the hole.
      if (((index - home) & mask) < ((index - hole) & mask)) continue;
      copySlot(words, hole * WORDS, from);
      hole = index;
    }
    words[hole * WORDS + OWNER] = 0;
    this.#size--;
  }

  #grow(): void {
    const old = this.#words;
    this.#mask = 2 * this.#mask + 1;
    this.#words = new Uint32Array((this.#mask + 1) * WORDS);
    for (let slot = 0; slot < old.length; slot += WORDS) {
      if (old[slot + OWNER] === 0) continue;
      let index = hashHalves(old[slot + HIGH]!, old[slot + LOW]!) & this.#mask;
      while (this.#words[index * WORDS + OWNER] !== 0) index = (index + 1) & this.#mask;
      this.#words.set(old.subarray(slot, slot + WORDS), index * WORDS);
    }
  }
}

/** Five stores, where a call of `copyWithin` would take longer than the rest of a removal. */
function copySlot(words: Uint32Array, to: number, from: number): void {
  words[to + LOW] = words[from + LOW]!;
  words[to + HIGH] = words[from + HIGH]!;
  words[to + OWNER] = words[from + OWNER]!;
  words[to + PRICE] = words[from + PRICE]!;
  words[to + LEFT] = words[from + LEFT]!;
}
