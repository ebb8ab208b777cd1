import { UpdateAction } from '../../update/action.ts';
import type { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import { OrderIndex } from './order-index.ts';
import { PriceSide } from './price-side.ts';

/**
 * The books of one source: orders by reference, levels by price, or quotes alone. An instrument has levels only when it
 * has had a LEVEL or a DELTA.
 */
export class SourceBooks {
  readonly #bids: (PriceSide | undefined)[];
  readonly #asks: (PriceSide | undefined)[];
  readonly #orders: OrderIndex;

  constructor(instrumentsMax: number) {
    // Filled, since an array that is written far behind its end becomes a hash table, which is slower to read.
    this.#bids = Array.from({ length: instrumentsMax }, () => undefined);
    this.#asks = Array.from({ length: instrumentsMax }, () => undefined);
    this.#orders = new OrderIndex(instrumentsMax);
  }

  bids(instrument: number): PriceSide {
    return (this.#bids[instrument] ??= new PriceSide(1));
  }

  asks(instrument: number): PriceSide {
    return (this.#asks[instrument] ??= new PriceSide(-1));
  }

  /** Whether the source tells levels or orders of the instrument, and not its best prices alone. */
  hasLevels(instrument: number): boolean {
    return this.#bids[instrument] !== undefined || this.#asks[instrument] !== undefined;
  }

  clear(instrument: number): void {
    this.#orders.clear(instrument);
    this.#bids[instrument]?.clear();
    this.#asks[instrument]?.clear();
  }

  /** The whole size at a price. */
  level(instrument: number, update: MarketUpdate): void {
    const size = update.action === UpdateAction.DELETE ? 0 : update.quantity;
    this.#side(instrument, update.side === UpdateSide.ASK).set(update.price, size);
  }

  /**
   * One order's part of the book.
   * @returns false where the update speaks of an order, or units of it, that are not in the book: something was lost.
   */
  order(instrument: number, update: MarketUpdate): boolean {
    const { action, orderHigh, orderLow } = update;
    const row = this.#orders.find(orderHigh, orderLow);
    if (action === UpdateAction.ADD) {
      if (row >= 0) return false;
      this.#put(instrument, update, update.side === UpdateSide.ASK);
      return true;
    }
    if (row < 0 || this.#orders.instrumentOf(row) !== instrument) return false;
    const isAsk = this.#orders.isAsk(row);
    const price = this.#orders.priceOf(row);
    const left = this.#orders.leftOf(row);
    if (action === UpdateAction.CHANGE) {
      this.#side(instrument, isAsk).add(price, -left);
      this.#orders.setLeft(row, 0);
      if (update.quantity > 0) this.#put(instrument, update, isAsk);
      return true;
    }
    const taken = Math.min(left, update.quantity);
    this.#orders.setLeft(row, left - taken);
    return this.#side(instrument, isAsk).add(price, -taken) && taken === update.quantity;
  }

  #put(instrument: number, update: MarketUpdate, isAsk: boolean): void {
    const { orderHigh, orderLow, price, quantity } = update;
    this.#orders.put(orderHigh, orderLow, instrument, isAsk, price, quantity);
    this.#side(instrument, isAsk).add(price, quantity);
  }

  #side(instrument: number, isAsk: boolean): PriceSide {
    return isAsk ? this.asks(instrument) : this.bids(instrument);
  }
}
