// The reference book's data: plain objects in plain arrays. Nothing here is fast, everything is meant to be obvious.
import {
  OrderType,
  Phase,
  Side,
  TimeInForce,
  type CancelReason,
  type RejectReason,
  type StpMode,
} from '../../src/index.ts';

export interface Order {
  readonly ref: number;
  readonly side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  /** Limit, or collar of a market order; 0: none. */
  price: number;
  stopPrice: number;
  display: number;
  readonly stpMode: StpMode;
  readonly stpGroup: number;
  expiry: number;
  readonly postOnly: boolean;
  /** Total quantity, filled quantity included. */
  ordered: number;
  open: number;
  /** Part of `open` that is shown, or would be. */
  shown: number;
  /** Entry sequence: the time in price-time priority. */
  sequence: number;
  where: 'flight' | 'book' | 'stops' | 'queue';
}

export interface Quote {
  readonly side: Side;
  readonly venue: number;
  readonly price: number;
  quantity: number;
}

/** An event as a line of its fields, 0 where a kind has none; handles are left out. */
export interface Told {
  readonly kind: number;
  readonly reason?: CancelReason | RejectReason;
  readonly flags?: number;
  readonly side?: number;
  readonly ref?: number;
  readonly price?: number;
  readonly quantity?: number;
  readonly leaves?: number;
  readonly shown?: number;
  readonly sequence?: number;
  readonly makerRef?: number;
  readonly makerLeaves?: number;
  readonly makerShown?: number;
}

export class SymbolModel {
  phase: Phase = Phase.CLOSED;
  orders: Order[] = [];
  quotes: Quote[] = [];
  last = 0;
  lower = 0;
  upper = 0;
  sequence = 0;
  trades = 0;
  /** Eligible prices printed since stops were last elected. */
  prints: number[] = [];
  readonly roundLot: number;
  readonly increment: number;

  constructor(roundLot: number, increment: number) {
    this.roundLot = roundLot;
    this.increment = increment;
  }

  copy(): SymbolModel {
    const copy = new SymbolModel(this.roundLot, this.increment);
    const orders = this.orders.map((o) => ({ ...o }));
    return Object.assign(copy, this, {
      orders,
      quotes: this.quotes.map((q) => ({ ...q })),
      prints: [],
    });
  }

  /** Resting orders of a side, best first. */
  resting(side: Side): Order[] {
    return this.orders.filter((o) => o.where === 'book' && o.side === side).sort(byPriority);
  }

  /** Dormant stops of a side, the first to be elected first. */
  dormant(side: Side): Order[] {
    const up = side === Side.BUY ? 1 : -1;
    return this.orders
      .filter((o) => o.where === 'stops' && o.side === side)
      .sort((a, b) => (a.stopPrice - b.stopPrice) * up || a.sequence - b.sequence);
  }

  /** Orders waiting for an auction, in order of entry. */
  queued(side: Side): Order[] {
    return this.orders
      .filter((o) => o.where === 'queue' && o.side === side)
      .sort((a, b) => a.sequence - b.sequence);
  }

  /** Every order in the order in which the engine walks its book. */
  inOrder(): Order[] {
    const { BUY, SELL } = Side;
    return [
      ...this.resting(BUY),
      ...this.resting(SELL),
      ...this.dormant(BUY),
      ...this.dormant(SELL),
      ...this.queued(BUY),
      ...this.queued(SELL),
    ];
  }

  /** Quotes that may be traded with, best first. */
  tradable(side: Side): Quote[] {
    const better = side === Side.BUY ? -1 : 1;
    return this.quotes
      .filter((q) => q.side === side && this.isInsideBands(q.price))
      .sort((a, b) => (a.price - b.price) * better || a.venue - b.venue);
  }

  isInsideBands(price: number): boolean {
    return (this.lower === 0 || price >= this.lower) && (this.upper === 0 || price <= this.upper);
  }
}

/** Price, then time: the whole of the priority rule. */
const byPriority = (a: Order, b: Order): number => {
  const better = a.side === Side.BUY ? -1 : 1;
  return (a.price - b.price) * better || a.sequence - b.sequence;
};

export const isStop = (type: OrderType): boolean =>
  type === OrderType.STOP || type === OrderType.STOP_LIMIT;

export const isLimit = (type: OrderType): boolean =>
  type === OrderType.LIMIT || type === OrderType.STOP_LIMIT;

export const rests = (timeInForce: TimeInForce): boolean =>
  timeInForce === TimeInForce.DAY ||
  timeInForce === TimeInForce.GTC ||
  timeInForce === TimeInForce.GTD;

export const isAuctionOnly = (timeInForce: TimeInForce): boolean =>
  timeInForce === TimeInForce.OPG || timeInForce === TimeInForce.CLS;

export const otherSide = (side: Side): Side => (side === Side.BUY ? Side.SELL : Side.BUY);

/** Whether an order of `side` limited to `limit` (0: unlimited) may trade at `price`. */
export const reaches = (side: Side, limit: number, price: number): boolean =>
  limit === 0 || (side === Side.BUY ? price <= limit : price >= limit);
