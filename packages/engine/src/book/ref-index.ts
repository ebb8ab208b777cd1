import { OrderWord, type OrderPool } from './order-pool.ts';

const { SHIFT, REF } = OrderWord;

/** 2³² divided by the golden ratio: multiples of it spread evenly. */
const FIBONACCI = 0x9e3779b1 | 0;
/** Cells of one block: a page of memory, so that recent refs need few address translations. */
const BLOCK_BITS = 10;

/**
 * Live orders by the host's ref: open addressing with linear probing, at most a quarter full, keys read from the order
 * records. For hosts count upwards, 512 refs in a row share a block, in every other cell of it: no long run of full cells
 * builds up that a removal would have to walk along. Blocks are placed by hash, which spreads refs with gaps as well.
 */
export class RefIndex {
  /** Where the last search ended. */
  #searched = 0;
  declare private readonly pool: OrderPool;
  declare private readonly cells: Int32Array;
  declare private readonly mask: number;
  declare private readonly blockShift: number;

  constructor(pool: OrderPool) {
    const bits = Math.max(BLOCK_BITS + 1, pool.slotBits + 2);
    this.pool = pool;
    // Touched now, as the rings are: refs that count upwards come to a page never used before every 512 orders, and its
    // faults are no work for the hot path.
    this.cells = new Int32Array(1 << bits).fill(0);
    this.mask = this.cells.length - 1;
    this.blockShift = 32 - (bits - BLOCK_BITS);
  }

  /** The live order of that ref, or 0; then `addFound` can put an order of that ref where the search ended. */
  find(ref: number): number {
    const { cells, mask } = this;
    const words = this.pool.words;
    let cell = homeOf(this.blockShift, ref);
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
    const { cells, mask } = this;
    let hole = homeOf(this.blockShift, ref);
    while (cells[hole] !== slot) hole = (hole + 1) & mask;
    const next = (hole + 1) & mask;
    cells[hole] = 0;
    if (cells[next] !== 0) this.#closeGap(hole, next);
  }

  /** An entry moves into the hole unless its home lies cyclically after the hole. */
  #closeGap(from: number, next: number): void {
    const { cells, mask } = this;
    const words = this.pool.words;
    let hole = from;
    let cell = next;
    for (let slot = cells[cell]!; slot !== 0; slot = cells[cell]!) {
      const home = homeOf(this.blockShift, words[(slot << SHIFT) | REF]!);
      if (((cell - home) & mask) >= ((cell - hole) & mask)) {
        cells[hole] = slot;
        cells[cell] = 0;
        hole = cell;
      }
      cell = (cell + 1) & mask;
    }
  }
}

/** Where an order of that ref stands unless another got there first. */
const homeOf = (blockShift: number, ref: number): number =>
  ((Math.imul(ref >> 9, FIBONACCI) >>> blockShift) << BLOCK_BITS) | ((ref & 511) << 1);
