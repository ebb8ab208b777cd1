import { uuidHash, type UuidWords } from './uuid.ts';

/** Rows that each hold a UUID. */
export interface RowsWithUuid {
  /** The words among which those of a row's id are. */
  idWords(row: number): UuidWords;
  /** Where in them the four begin. */
  idAt(row: number): number;
}

/** A power of two: each part holds a few thousand of a million rows, and grows by itself. */
const PARTS = 256;
const PART_SHIFT = 24;
const FIRST_SIZE = 16;
const EMPTY = 0;
/** Slots of a part without rows, which is never written to. */
const NONE = new Int32Array(1);

/**
 * Finds rows by the id in them: open addressing with linear probing, in 256 parts. A table that doubles moves all it holds in
 * one go; here that are some thousand rows.
 */
export class UuidTable {
  readonly #rows: RowsWithUuid;
  readonly #seed: number;
  readonly #parts: Part[];

  /** @param seed of the hash of ids. */
  constructor(rows: RowsWithUuid, seed: number) {
    this.#rows = rows;
    this.#seed = seed;
    this.#parts = Array.from({ length: PARTS }, () => ({ slots: NONE, count: 0 }));
  }

  /** The row of an id, -1: there is none. */
  find(id: UuidWords): number {
    const hash = uuidHash(id, 0, this.#seed);
    const { slots } = this.#parts[hash >>> PART_SHIFT] as Part;
    const mask = slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = slots[at] as number;
      if (slot === EMPTY) return -1;
      if (this.#holds(slot - 1, id)) return slot - 1;
    }
  }

  /** Takes a row in; its id is in none that is here. */
  add(row: number): void {
    const hash = this.#hashOf(row);
    const part = this.#parts[hash >>> PART_SHIFT] as Part;
    part.count += 1;
    // At most half full: a look meets one and a half rows on average.
    if (part.count * 2 > part.slots.length) this.#grow(part);
    place(part.slots, hash, row + 1);
  }

  /** Forgets a row that is here. */
  delete(row: number): void {
    const hash = this.#hashOf(row);
    const part = this.#parts[hash >>> PART_SHIFT] as Part;
    const { slots } = part;
    const mask = slots.length - 1;
    let gap = hash & mask;
    while (slots[gap] !== row + 1) gap = (gap + 1) & mask;
    part.count -= 1;
    // What was pushed on by others moves up, so that no look ends too early.
    for (let at = (gap + 1) & mask; slots[at] !== EMPTY; at = (at + 1) & mask) {
      const slot = slots[at] as number;
      const home = this.#hashOf(slot - 1) & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[gap] = slot;
      gap = at;
    }
    slots[gap] = EMPTY;
  }

  #grow(part: Part): void {
    const before = part.slots;
    part.slots = new Int32Array(Math.max(before.length * 2, FIRST_SIZE));
    for (const slot of before) if (slot !== EMPTY) place(part.slots, this.#hashOf(slot - 1), slot);
  }

  /** The last words first: they tell ids of one time apart. */
  #holds(row: number, id: UuidWords): boolean {
    const words = this.#rows.idWords(row);
    const at = this.#rows.idAt(row);
    return (
      words[at + 3] === id[3] &&
      words[at + 2] === id[2] &&
      words[at + 1] === id[1] &&
      words[at] === id[0]
    );
  }

  #hashOf(row: number): number {
    return uuidHash(this.#rows.idWords(row), this.#rows.idAt(row), this.#seed);
  }
}

interface Part {
  /** Numbers of rows, each one higher; 0: empty. */
  slots: Int32Array;
  count: number;
}

function place(slots: Int32Array, hash: number, slot: number): void {
  const mask = slots.length - 1;
  let at = hash & mask;
  while (slots[at] !== EMPTY) at = (at + 1) & mask;
  slots[at] = slot;
}
