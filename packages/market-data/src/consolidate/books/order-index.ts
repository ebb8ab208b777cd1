import { hashHalves } from '../../exact/halves.ts';

const INITIAL = 1024;

/**
 * The orders of one source by their 64-bit references: open addressing with linear probing over typed arrays. A row is
 * valid until the next `add`. Emptying a book is one step: rows of an earlier epoch of their instrument count as
 * absent, and leave when the table grows.
 */
export class OrderIndex {
  #high = new Uint32Array(INITIAL);
  #low = new Uint32Array(INITIAL);
  /** Twice the instrument, 1 more for an ask; −1 where the row has never been used. */
  #owner = new Int32Array(INITIAL).fill(-1);
  #epoch = new Uint32Array(INITIAL);
  #price = new Float64Array(INITIAL);
  #left = new Float64Array(INITIAL);
  #used = 0;
  readonly #epochs: Uint32Array;

  constructor(instrumentsMax: number) {
    this.#epochs = new Uint32Array(instrumentsMax);
  }

  /** The row of a living order, or −1. */
  find(high: number, low: number): number {
    const row = this.#rowOf(high, low);
    return this.#owner[row] === -1 || !this.#lives(row) ? -1 : row;
  }

  instrumentOf(row: number): number {
    return this.#owner[row]! >> 1;
  }

  isAsk(row: number): boolean {
    return (this.#owner[row]! & 1) === 1;
  }

  /** 1/10 000 USD. */
  priceOf(row: number): number {
    return this.#price[row]!;
  }

  /** Units of the order that are left. */
  leftOf(row: number): number {
    return this.#left[row]!;
  }

  /** Adds an order, or replaces what bears its reference. */
  put(
    high: number,
    low: number,
    instrument: number,
    isAsk: boolean,
    price: number,
    left: number,
  ): void {
    if (2 * (this.#used + 1) > this.#owner.length) this.#rebuild();
    const row = this.#rowOf(high, low);
    if (this.#owner[row] === -1) this.#used++;
    this.#high[row] = high;
    this.#low[row] = low;
    this.#owner[row] = 2 * instrument + (isAsk ? 1 : 0);
    this.#epoch[row] = this.#epochs[instrument]!;
    this.#price[row] = price;
    this.#left[row] = left;
  }

  /** Nothing left: the order is absent from now on. */
  setLeft(row: number, left: number): void {
    this.#left[row] = left;
  }

  /** Every order of an instrument is gone. */
  clear(instrument: number): void {
    this.#epochs[instrument] = (this.#epochs[instrument]! + 1) >>> 0;
  }

  #lives(row: number): boolean {
    const instrument = this.#owner[row]! >> 1;
    return this.#left[row]! > 0 && this.#epoch[row] === this.#epochs[instrument];
  }

  #rowOf(high: number, low: number): number {
    const mask = this.#owner.length - 1;
    let row = hashHalves(high, low) & mask;
    while (this.#owner[row] !== -1 && !(this.#low[row] === low && this.#high[row] === high))
      row = (row + 1) & mask;
    return row;
  }

  /** Leaves the dead behind; twice as large where most are alive. */
  #rebuild(): void {
    const [high, low, owner, epoch] = [this.#high, this.#low, this.#owner, this.#epoch];
    const [price, left] = [this.#price, this.#left];
    let alive = 0;
    for (let row = 0; row < owner.length; row++) if (owner[row] !== -1 && this.#lives(row)) alive++;
    const length = 4 * alive >= owner.length ? 2 * owner.length : owner.length;
    const keeps = Array.from(owner, (of, row) => of !== -1 && this.#lives(row));
    this.#high = new Uint32Array(length);
    this.#low = new Uint32Array(length);
    this.#owner = new Int32Array(length).fill(-1);
    this.#epoch = new Uint32Array(length);
    this.#price = new Float64Array(length);
    this.#left = new Float64Array(length);
    this.#used = alive;
    for (let from = 0; from < owner.length; from++) {
      if (keeps[from] !== true) continue;
      const row = this.#rowOf(high[from]!, low[from]!);
      this.#high[row] = high[from]!;
      this.#low[row] = low[from]!;
      this.#owner[row] = owner[from]!;
      this.#epoch[row] = epoch[from]!;
      this.#price[row] = price[from]!;
      this.#left[row] = left[from]!;
    }
  }
}
