import type { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import type { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { UpdateSink } from '../../update/sink.ts';
import type { ItchTrades } from './itch-trades.ts';
import { OrderTable } from './order-table.ts';

/** B, S, Y and N. */
const [BUY, SELL, PRINTED, NOT_PRINTED] = [0x42, 0x53, 0x59, 0x4e];

/** Tells what happens to displayed orders; common fields of the update are filled already. */
export class ItchOrders {
  readonly #sink: UpdateSink;
  readonly #update: MarketUpdate;
  readonly #trades: ItchTrades;
  readonly #leftOut: LeftOutCounts;
  readonly #orders: OrderTable;

  constructor(
    sink: UpdateSink,
    update: MarketUpdate,
    trades: ItchTrades,
    leftOut: LeftOutCounts,
    ordersMax: number,
  ) {
    this.#sink = sink;
    this.#update = update;
    this.#trades = trades;
    this.#leftOut = leftOut;
    this.#orders = new OrderTable(ordersMax);
  }

  /** A, F: a new order, with or without the name of its owner. */
  add(view: DataView, at: number, position: number): void {
    const side = view.getUint8(at + 19);
    if (side !== BUY && side !== SELL) throw new FormatError('FIELD', position, 'an unknown side');
    const shares = view.getUint32(at + 20);
    this.#insert(view, at + 11, side === SELL, view.getUint32(at + 32), shares, position);
  }

  /** E: shares of an order are executed at its price. */
  execute(view: DataView, at: number, position: number): void {
    const slot = this.#find(view, at + 11);
    if (slot < 0) return;
    const shares = this.#sharesAt(view, at + 19, slot, position);
    const conditions = this.#trades.conditionsOf(this.#update.instrument, shares);
    this.#execution(view, at, slot, shares, this.#orders.priceOf(slot), conditions);
  }

  /** C: the same at another price; if it is not printed, another message has told its volume. */
  executeAt(view: DataView, at: number, position: number): void {
    const slot = this.#find(view, at + 11);
    if (slot < 0) return;
    const shares = this.#sharesAt(view, at + 19, slot, position);
    const printed = view.getUint8(at + 31);
    if (printed !== PRINTED && printed !== NOT_PRINTED)
      throw new FormatError('FIELD', position, 'an execution neither printed nor not');
    const conditions =
      printed === PRINTED
        ? this.#trades.conditionsOf(this.#update.instrument, shares)
        : TradeCondition.NOT_PRINTED;
    this.#execution(view, at, slot, shares, view.getUint32(at + 32), conditions);
  }

  /** X: shares of an order are cancelled; it keeps its place. */
  cancel(view: DataView, at: number, position: number): void {
    const slot = this.#find(view, at + 11);
    if (slot < 0) return;
    const shares = this.#sharesAt(view, at + 19, slot, position);
    this.#delta(view, at + 11, slot, UpdateAction.DELETE, shares);
    this.#orders.take(slot, shares);
  }

  /** D: an order is cancelled whole. */
  delete(view: DataView, at: number): void {
    const slot = this.#find(view, at + 11);
    if (slot < 0) return;
    this.#delta(view, at + 11, slot, UpdateAction.DELETE, this.#orders.unitsOf(slot));
    this.#orders.remove(slot);
  }

  /** U: an order goes, and another one of its side comes at the end of the queue. */
  replace(view: DataView, at: number, position: number): void {
    const slot = this.#find(view, at + 11);
    if (slot < 0) return;
    const isAsk = this.#orders.isAsk(slot);
    this.#update.flags &= ~UpdateFlag.LAST;
    this.#delta(view, at + 11, slot, UpdateAction.DELETE, this.#orders.unitsOf(slot));
    this.#orders.remove(slot);
    this.#update.flags |= UpdateFlag.LAST;
    this.#update.part = 1;
    this.#insert(view, at + 19, isAsk, view.getUint32(at + 31), view.getUint32(at + 27), position);
  }

  #insert(
    view: DataView,
    ref: number,
    isAsk: boolean,
    price: number,
    shares: number,
    position: number,
  ): void {
    const update = this.#update;
    const high = view.getUint32(ref);
    const low = view.getUint32(ref + 4);
    const orders = this.#orders;
    if (orders.isFull)
      throw new FormatError('LIMIT', position, `more than ${orders.size} living orders`);
    if (shares === 0) throw new FormatError('FIELD', position, 'an order of no shares');
    if (!orders.add(high, low, update.instrument, isAsk, price, shares))
      throw new FormatError('STATE', position, `order ${high}:${low} is there already`);
    update.kind = UpdateKind.DELTA;
    update.action = UpdateAction.ADD;
    update.side = isAsk ? UpdateSide.ASK : UpdateSide.BID;
    update.price = price;
    update.quantity = update.remaining = shares;
    update.orderHigh = high;
    update.orderLow = low;
    this.#sink.update(update);
  }

  #execution(
    view: DataView,
    at: number,
    slot: number,
    shares: number,
    price: number,
    conditions: number,
  ): void {
    const side = this.#orders.isAsk(slot) ? UpdateSide.ASK : UpdateSide.BID;
    this.#update.flags &= ~UpdateFlag.LAST;
    this.#trades.tell(view, at + 23, conditions, side, price, shares);
    this.#update.flags |= UpdateFlag.LAST;
    this.#update.part = 1;
    this.#delta(view, at + 11, slot, UpdateAction.EXECUTE, shares);
    this.#orders.take(slot, shares);
  }

  #delta(view: DataView, ref: number, slot: number, action: UpdateAction, shares: number): void {
    const update = this.#update;
    const orders = this.#orders;
    update.kind = UpdateKind.DELTA;
    update.action = action;
    update.side = orders.isAsk(slot) ? UpdateSide.ASK : UpdateSide.BID;
    update.price = orders.priceOf(slot);
    update.quantity = shares;
    update.remaining = orders.unitsOf(slot) - shares;
    update.orderHigh = view.getUint32(ref);
    update.orderLow = view.getUint32(ref + 4);
    this.#sink.update(update);
  }

  /** The order's slot, or −1 for one that began before the recording. */
  #find(view: DataView, ref: number): number {
    const slot = this.#orders.find(view.getUint32(ref), view.getUint32(ref + 4));
    if (slot < 0) this.#leftOut.unknownOrders++;
    else this.#update.instrument = this.#orders.locateOf(slot);
    return slot;
  }

  #sharesAt(view: DataView, at: number, slot: number, position: number): number {
    const shares = view.getUint32(at);
    if (shares === 0) throw new FormatError('FIELD', position, 'no shares');
    if (shares > this.#orders.unitsOf(slot))
      throw new FormatError('STATE', position, `${shares} shares of an order that has fewer`);
    return shares;
  }
}
