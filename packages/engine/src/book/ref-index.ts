import { OrderWord, type OrderPool } from './order-pool.ts';

const { SHIFT, REF } = OrderWord;

/**
 * Live orders by the host's ref: open addressing with linear probing, at most half full, keys read from the order
 * records. Refs that count upwards fall into neighbouring cells, so that the usual look-up touches one cache line.
 */
export class RefIndex {
  /** Where the last search ended. */
  #searched = 0;
  declare private readonly pool: OrderPool;
  declare private readonly cells: Int32Array;
  declare private readonly mask: number;

  constructor(pool: OrderPool) {
    this.pool = pool;
    const size = 1 << (33 - Math.clz32(pool.capacity));
    this.cells = new Int32Array(size);
    this.mask = size - 1;
  }

  /** The live order of that ref, or 0; then `addFound` can put an order of that ref where the search ended. */
  find(ref: number): number {
    const { cells, mask } = this;
    const words = this.pool.words;
    let cell = ref & mask;
    let slot = cells[cell]!;
    while (slot !== 0 && words[(slot << SHIFT) | REF] !== ref) {
      cell = (cell + 1) & mask;
      slot = cells[cell]!;
    }
    this.#searched = cell;
    return slot;
  }

  /** Adds an order whose ref the last `find` has not found. */
  addFound(slot: number): void {
    this.cells[this.#searched] = slot;
  }

  /** Removes an order that is in the index; called while its record still holds the ref. */
  remove(ref: number, slot: number): void {
    const cells = this.cells;
    const mask = this.mask;
    let hole = ref & mask;
    while (cells[hole] !== slot) hole = (hole + 1) & mask;
    // Close the gap: an entry moves into the hole unless its home lies cyclically after the hole.
    const words = this.pool.words;
    let cell = (hole + 1) & mask;
    for (let other = cells[cell]!; other !== 0; other = cells[cell]!) {
      const home = words[(other << SHIFT) | REF]! & mask;
      if (((cell - home) & mask) >= ((cell - hole) & mask)) {
        cells[hole] = other;
        hole = cell;
      }
      cell = (cell + 1) & mask;
    }
    cells[hole] = 0;
  }
}
