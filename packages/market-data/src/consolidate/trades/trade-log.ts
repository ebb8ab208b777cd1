const INITIAL = 4096;

/**
 * The trades of the session, kept so that corrections and cancels can derive anew what came of them. Rows are numbered in
 * the order of arrival, and chained by instrument. Bounded: what comes when `max` rows are used is counted and not kept.
 */
export class TradeLog {
  readonly max: number;
  /** Rows used. */
  count = 0;
  /** Trades of the session that found no room. */
  unkept = 0;
  instrument: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  source: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL);
  idHigh: Uint32Array<ArrayBuffer> = new Uint32Array(INITIAL);
  idLow: Uint32Array<ArrayBuffer> = new Uint32Array(INITIAL);
  /** 1/10 000 USD. */
  price: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  quantity: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  /** Nanoseconds since midnight in New York; a correction has the time of the trade that it replaces. */
  offset: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  /** Place among trades of one time: a correction has that of the trade that it replaces. */
  order: Float64Array<ArrayBuffer> = new Float64Array(INITIAL);
  /** Bits of TradeEffect; 0 once the trade is cancelled or replaced. */
  effect: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL);
  /** The row before of the same instrument, or −1. */
  previous: Int32Array<ArrayBuffer> = new Int32Array(INITIAL);
  readonly #latest: Int32Array;
  /** The newest row of each hash of source and id, or −1; `#older` leads on. To add is one store: corrections are rare. */
  #newest = new Int32Array(INITIAL).fill(-1);
  #older = new Int32Array(INITIAL);

  constructor(max: number, instrumentsMax: number) {
    this.max = max;
    this.#latest = new Int32Array(instrumentsMax).fill(-1);
  }

  /** The newest row of an instrument, or −1; `previous` leads on. */
  latestOf(instrument: number): number {
    return this.#latest[instrument]!;
  }

  /** The living trade of a source with this id, or −1. Id 0 is none. */
  find(source: number, idHigh: number, idLow: number): number {
    if (idHigh === 0 && idLow === 0) return -1;
    let row = this.#newest[this.#bucketOf(source, idHigh, idLow)]!;
    while (row >= 0 && !this.#is(row, source, idHigh, idLow)) row = this.#older[row]!;
    return row < 0 || this.effect[row] === 0 ? -1 : row;
  }

  /** Appends a trade. @param order its place among trades of one time; −1: behind all others. @returns its row, −1 where there is no room. */
  add(
    instrument: number,
    source: number,
    idHigh: number,
    idLow: number,
    price: number,
    quantity: number,
    offset: number,
    effect: number,
    order: number,
  ): number {
    if (this.count >= this.max) {
      this.unkept++;
      return -1;
    }
    if (this.count === this.instrument.length) this.#grow();
    const row = this.count++;
    this.instrument[row] = instrument;
    this.source[row] = source;
    this.idHigh[row] = idHigh;
    this.idLow[row] = idLow;
    this.price[row] = price;
    this.quantity[row] = quantity;
    this.offset[row] = offset;
    this.order[row] = order < 0 ? row : order;
    this.effect[row] = effect;
    this.previous[row] = this.#latest[instrument]!;
    this.#latest[instrument] = row;
    this.#link(row);
    return row;
  }

  /** A new session: nothing of the old one can be corrected any more. */
  clear(): void {
    this.count = this.unkept = 0;
    this.#latest.fill(-1);
    this.#newest.fill(-1);
  }

  #is(row: number, source: number, idHigh: number, idLow: number): boolean {
    return this.idLow[row] === idLow && this.idHigh[row] === idHigh && this.source[row] === source;
  }

  #link(row: number): void {
    const bucket = this.#bucketOf(this.source[row]!, this.idHigh[row]!, this.idLow[row]!);
    this.#older[row] = this.#newest[bucket]!;
    this.#newest[bucket] = row;
  }

  #bucketOf(source: number, idHigh: number, idLow: number): number {
    const mixed = Math.imul(idLow ^ Math.imul(idHigh ^ (source << 24), 0x85eb_ca6b), 0x9e37_79b1);
    return ((mixed ^ (mixed >>> 15)) >>> 0) & (this.#newest.length - 1);
  }

  #grow(): void {
    const length = 2 * this.instrument.length;
    this.instrument = grown(this.instrument, new Int32Array(length));
    this.source = grown(this.source, new Uint8Array(length));
    this.idHigh = grown(this.idHigh, new Uint32Array(length));
    this.idLow = grown(this.idLow, new Uint32Array(length));
    this.price = grown(this.price, new Float64Array(length));
    this.quantity = grown(this.quantity, new Float64Array(length));
    this.offset = grown(this.offset, new Float64Array(length));
    this.order = grown(this.order, new Float64Array(length));
    this.effect = grown(this.effect, new Uint8Array(length));
    this.previous = grown(this.previous, new Int32Array(length));
    this.#older = new Int32Array(length);
    this.#newest = new Int32Array(length).fill(-1);
    for (let row = 0; row < this.count; row++) this.#link(row);
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
