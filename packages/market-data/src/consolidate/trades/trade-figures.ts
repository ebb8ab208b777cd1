import { TradeEffect } from './trade-effect.ts';
import type { TradeLog } from './trade-log.ts';

const NONE = -1;

/**
 * What the trades of a time come to, of a day or a bar, columns by instrument. Prices in 1/10 000 USD, times in nanoseconds since midnight
 * in New York. What trades come to does not depend on the order in which they are added: the first and the last trade
 * are so by time, and by arrival among those of one time.
 */
export class TradeFigures {
  /** −1 in `lastOffset`: no trade that may set it. */
  readonly last: Float64Array;
  readonly lastQuantity: Float64Array;
  readonly lastOffset: Float64Array;
  readonly open: Float64Array;
  readonly openOffset: Float64Array;
  /** 1 where a trade has set high and low. */
  readonly hasRange: Uint8Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** Units in the regular session. */
  readonly volume: Float64Array;
  /** Sum of price times quantity; NaN once that is no safe integer, since it would be rounded. */
  readonly turnover: Float64Array;
  readonly extendedLast: Float64Array;
  readonly extendedOffset: Float64Array;
  readonly extendedVolume: Float64Array;
  /** The last price of the last day that had one; `hasPrevious` where there is one. */
  readonly previousClose: Float64Array;
  readonly hasPrevious: Uint8Array;
  readonly #openOrder: Float64Array;
  readonly #lastOrder: Float64Array;
  readonly #extendedOrder: Float64Array;

  constructor(instrumentsMax: number) {
    const column = (): Float64Array => new Float64Array(instrumentsMax);
    this.last = column();
    this.lastQuantity = column();
    this.lastOffset = column().fill(NONE);
    this.open = column();
    this.openOffset = column().fill(NONE);
    this.hasRange = new Uint8Array(instrumentsMax);
    this.high = column();
    this.low = column();
    this.volume = column();
    this.turnover = column();
    this.extendedLast = column();
    this.extendedOffset = column().fill(NONE);
    this.extendedVolume = column();
    this.previousClose = column();
    this.hasPrevious = new Uint8Array(instrumentsMax);
    this.#openOrder = column();
    this.#lastOrder = column();
    this.#extendedOrder = column();
  }

  hasLast(i: number): boolean {
    return this.lastOffset[i]! >= 0;
  }

  /** @param order place among trades of one time. */
  add(
    i: number,
    effect: number,
    price: number,
    quantity: number,
    offset: number,
    order: number,
  ): void {
    if ((effect & TradeEffect.LAST) !== 0) this.#priced(i, price, quantity, offset, order);
    if ((effect & TradeEffect.HIGH_LOW) !== 0) this.#ranged(i, price);
    if ((effect & TradeEffect.VOLUME) !== 0) {
      this.volume[i] = this.volume[i]! + quantity;
      this.turnover[i] = exactSum(this.turnover[i]!, price * quantity);
    }
    if ((effect & TradeEffect.EXTENDED_VOLUME) !== 0)
      this.extendedVolume[i] = this.extendedVolume[i]! + quantity;
    if ((effect & TradeEffect.EXTENDED_LAST) !== 0) {
      if (!isBefore(offset, order, this.extendedOffset[i]!, this.#extendedOrder[i]!)) {
        this.extendedLast[i] = price;
        this.extendedOffset[i] = offset;
        this.#extendedOrder[i] = order;
      }
    }
  }

  /** Derives the figures of an instrument anew from all of its trades that are kept. */
  derive(i: number, log: TradeLog): void {
    this.reset(i);
    for (let row = log.latestOf(i); row >= 0; row = log.previous[row]!) {
      const effect = log.effect[row]!;
      if (effect !== 0)
        this.add(i, effect, log.price[row]!, log.quantity[row]!, log.offset[row]!, log.order[row]!);
    }
  }

  /** A new day: the last price is the previous close now, whatever day it is from. */
  turn(i: number): void {
    if (this.hasLast(i)) {
      this.previousClose[i] = this.last[i]!;
      this.hasPrevious[i] = 1;
    }
    this.reset(i);
  }

  /** Nothing has been traded. */
  reset(i: number): void {
    this.last[i] = this.lastQuantity[i] = this.open[i] = this.high[i] = this.low[i] = 0;
    this.lastOffset[i] = this.openOffset[i] = this.extendedOffset[i] = NONE;
    this.hasRange[i] = 0;
    this.volume[i] = this.turnover[i] = this.extendedVolume[i] = this.extendedLast[i] = 0;
    this.#openOrder[i] = this.#lastOrder[i] = this.#extendedOrder[i] = 0;
  }

  #priced(i: number, price: number, quantity: number, offset: number, order: number): void {
    const isFirst = this.openOffset[i]! < 0;
    if (isFirst || isBefore(offset, order, this.openOffset[i]!, this.#openOrder[i]!)) {
      this.open[i] = price;
      this.openOffset[i] = offset;
      this.#openOrder[i] = order;
    }
    if (isFirst || !isBefore(offset, order, this.lastOffset[i]!, this.#lastOrder[i]!)) {
      this.last[i] = price;
      this.lastQuantity[i] = quantity;
      this.lastOffset[i] = offset;
      this.#lastOrder[i] = order;
    }
  }

  #ranged(i: number, price: number): void {
    if (this.hasRange[i] === 0 || price > this.high[i]!) this.high[i] = price;
    if (this.hasRange[i] === 0 || price < this.low[i]!) this.low[i] = price;
    this.hasRange[i] = 1;
  }
}

/** Whether the first of two places in time comes before the second. */
function isBefore(offset: number, order: number, than: number, thanOrder: number): boolean {
  return offset < than || (offset === than && order < thanOrder);
}

/** A sum of safe integers; NaN where it is none, once and for all. */
function exactSum(sum: number, more: number): number {
  const total = sum + more;
  return Number.isSafeInteger(more) && Number.isSafeInteger(total) ? total : NaN;
}
