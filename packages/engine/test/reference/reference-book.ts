import {
  CancelReason,
  EventFlag,
  EventKind,
  OrderType,
  Phase,
  RejectReason,
  Side,
  StpMode,
  TimeInForce,
  type NewOrder,
  type ReplaceOrder,
} from '../../src/index.ts';
import { auctionPrice, joins, tradeAuction } from './auction.ts';
import {
  isAuctionOnly,
  isStop,
  otherSide,
  reaches,
  type Order,
  type Quote,
  type SymbolModel,
  type Told,
} from './model.ts';
import { isBanned, replaceVerdict, replaced } from './verdict.ts';

/** The rules of one symbol, written for reading. `tell` receives the events. */
export class ReferenceBook {
  readonly model: SymbolModel;
  readonly #tell: (told: Told) => void;

  constructor(model: SymbolModel, tell: (told: Told) => void) {
    this.model = model;
    this.#tell = tell;
  }

  /** A new order that has passed its checks. */
  accept(n: Required<NewOrder>): void {
    const order: Order = {
      ...n,
      display: n.displayQuantity,
      expiry: n.timeInForce === TimeInForce.GTD ? n.expiry : 0,
      ordered: n.quantity,
      open: n.quantity,
      shown: n.quantity,
      sequence: ++this.model.sequence,
      where: 'flight',
    };
    this.model.orders.push(order);
    this.#tellOrder(EventKind.ACCEPTED, order, { quantity: n.quantity, leaves: n.quantity });
    this.#place(order, n.minimumQuantity);
  }

  #place(order: Order, minimum: number): void {
    const continuous = this.model.phase === Phase.CONTINUOUS;
    if (isStop(order.type)) {
      if (continuous && this.#isElected(order)) this.#trigger(order);
      else order.where = 'stops';
    } else if (
      isAuctionOnly(order.timeInForce) ||
      (order.type === OrderType.MARKET && !continuous)
    ) {
      order.where = 'queue';
    } else if (continuous) {
      this.#execute(order, minimum);
    } else {
      this.#rest(order);
    }
    this.electStops();
  }

  #execute(order: Order, minimum: number): void {
    const whole = order.timeInForce === TimeInForce.FOK;
    const needed = whole ? order.open : minimum;
    if (needed > 0 && this.#wouldFill(order) < needed) {
      return this.cancel(order, whole ? CancelReason.FOK : CancelReason.MINIMUM_QUANTITY);
    }
    const stopped = this.#match(order);
    if (stopped) return this.cancel(order, CancelReason.STP);
    if (order.open === 0) return this.#remove(order);
    if (order.type === OrderType.MARKET) {
      const other = otherSide(order.side);
      const some = this.model.resting(other).length + this.model.tradable(other).length > 0;
      return this.cancel(order, some ? CancelReason.COLLAR : CancelReason.NO_LIQUIDITY);
    }
    if (order.timeInForce === TimeInForce.IOC) return this.cancel(order, CancelReason.IOC);
    this.#rest(order);
  }

  /** Fills that matching would give, found by doing it on a copy. */
  #wouldFill(order: Order): number {
    const model = this.model.copy();
    let filled = 0;
    const trial = new ReferenceBook(model, (told) => {
      if (told.kind === EventKind.TRADE) filled += told.quantity!;
    });
    trial.#match(model.orders.find((o) => o.ref === order.ref)!);
    return filled;
  }

  /** Continuous matching; true when self-trade prevention ended the order. */
  #match(taker: Order): boolean {
    for (;;) {
      if (taker.open === 0) return false;
      const maker = this.model.resting(otherSide(taker.side))[0];
      const quote = this.model.tradable(otherSide(taker.side))[0];
      const better = quote !== undefined && (maker === undefined || this.#isBetter(quote, maker));
      const price = better ? quote.price : maker?.price;
      if (price === undefined || !this.#mayTrade(taker, price)) return false;
      if (better) this.#takeQuote(taker, quote);
      else if (this.#meetsItself(taker, maker!)) {
        if (this.#preventSelfTrade(taker, maker!)) return true;
      } else this.#trade(taker, maker!);
    }
  }

  #isBetter(quote: Quote, maker: Order): boolean {
    return quote.side === Side.BUY ? quote.price > maker.price : quote.price < maker.price;
  }

  #mayTrade(taker: Order, price: number): boolean {
    const band = taker.side === Side.BUY ? this.model.upper : this.model.lower;
    return reaches(taker.side, taker.price, price) && reaches(taker.side, band, price);
  }

  #meetsItself(taker: Order, maker: Order): boolean {
    return (
      taker.stpMode !== StpMode.NONE && taker.stpGroup !== 0 && taker.stpGroup === maker.stpGroup
    );
  }

  #preventSelfTrade(taker: Order, maker: Order): boolean {
    if (taker.stpMode === StpMode.DECREMENT) {
      const quantity = Math.min(taker.open, maker.open);
      for (const o of [taker, maker]) o.ordered -= quantity;
      taker.open -= quantity;
      this.#shrink(maker, quantity);
      this.#tell({
        kind: EventKind.DECREMENTED,
        flags: EventFlag.SELF_TRADE,
        side: taker.side,
        ref: taker.ref,
        price: maker.price,
        quantity,
        leaves: taker.open,
        makerRef: maker.ref,
        makerLeaves: maker.open,
        makerShown: maker.shown,
      });
      if (maker.open === 0) this.cancel(maker, CancelReason.STP);
      return taker.open === 0;
    }
    if (taker.stpMode !== StpMode.CANCEL_NEWEST) this.cancel(maker, CancelReason.STP);
    return taker.stpMode !== StpMode.CANCEL_OLDEST;
  }

  /** Takes quantity off a resting order, reserve first. */
  #shrink(order: Order, quantity: number): void {
    order.open -= quantity;
    order.shown = Math.min(order.shown, order.open);
  }

  #trade(taker: Order, maker: Order): void {
    const quantity = Math.min(taker.open, maker.shown);
    taker.open -= quantity;
    maker.open -= quantity;
    maker.shown -= quantity;
    const self =
      taker.stpGroup !== 0 && taker.stpGroup === maker.stpGroup ? EventFlag.SELF_TRADE : 0;
    this.#tell({
      kind: EventKind.TRADE,
      flags: self | this.#print(maker.price, quantity),
      side: taker.side,
      ref: taker.ref,
      price: maker.price,
      quantity,
      leaves: taker.open,
      sequence: ++this.model.trades,
      makerRef: maker.ref,
      makerLeaves: maker.open,
      makerShown: maker.shown,
    });
    if (maker.open === 0) return this.#remove(maker);
    if (maker.shown > 0) return;
    maker.shown = Math.min(maker.display, maker.open);
    maker.sequence = ++this.model.sequence;
    this.#tellOrder(EventKind.REFRESHED, maker, { leaves: maker.open, shown: maker.shown });
  }

  /** An order, arriving or resting, trades with an external quote. */
  #takeQuote(order: Order, quote: Quote): void {
    const quantity = Math.min(order.open, quote.quantity);
    quote.quantity -= quantity;
    this.model.quotes = this.model.quotes.filter((q) => q.quantity > 0);
    this.#shrink(order, quantity);
    this.#tell({
      kind: EventKind.TRADE,
      flags: EventFlag.EXTERNAL | this.#print(quote.price, quantity),
      side: order.side,
      ref: order.ref,
      price: quote.price,
      quantity,
      leaves: order.open,
      shown: order.where === 'book' ? order.shown : 0,
      sequence: ++this.model.trades,
      makerRef: quote.venue,
      makerLeaves: quote.quantity,
      makerShown: quote.quantity,
    });
    if (order.where === 'book' && order.open === 0) this.#remove(order);
  }

  /** Resting orders take quotes that came through them. */
  takeCrossingQuotes(quoteSide: Side): void {
    for (;;) {
      const quote = this.model.tradable(quoteSide)[0];
      const order = this.model.resting(otherSide(quoteSide))[0];
      if (!quote || !order || !reaches(order.side, order.price, quote.price)) return;
      this.#takeQuote(order, quote);
    }
  }

  #print(price: number, quantity: number): number {
    if (quantity < this.model.roundLot) return 0;
    this.print(price);
    return EventFlag.LAST_SALE;
  }

  print(price: number): void {
    this.model.last = price;
    this.model.prints.push(price);
  }

  #rest(order: Order): void {
    if (this.model.phase === Phase.CONTINUOUS && isBanned(this.model, order.side, order.price)) {
      return this.cancel(order, CancelReason.BAND);
    }
    order.where = 'book';
    order.shown = order.display === 0 ? order.open : Math.min(order.display, order.open);
    this.#tellOrder(EventKind.RESTED, order, { leaves: order.open, shown: order.shown });
  }

  #isElected(order: Order, prints: readonly number[] = [this.model.last]): boolean {
    return prints.some(
      (p) => p !== 0 && (order.side === Side.BUY ? p >= order.stopPrice : p <= order.stopPrice),
    );
  }

  /** Collects what the prints elected, executes one by one, and goes on until nothing more is elected. */
  electStops(): void {
    const elected: Order[] = [];
    const collect = (): void => {
      const { prints } = this.model;
      this.model.prints = [];
      if (this.model.phase !== Phase.CONTINUOUS) return;
      const buys = this.model.dormant(Side.BUY).filter((o) => this.#isElected(o, prints));
      const sells = this.model.dormant(Side.SELL).filter((o) => this.#isElected(o, prints));
      while (buys.length + sells.length > 0) {
        const [b, s] = [buys[0], sells[0]];
        const buyFirst = b !== undefined && (s === undefined || b.sequence < s.sequence);
        const order = (buyFirst ? buys : sells).shift()!;
        order.where = 'flight';
        elected.push(order);
      }
    };
    collect();
    for (let order = elected.shift(); order !== undefined; order = elected.shift()) {
      this.#trigger(order);
      collect();
    }
  }

  #trigger(order: Order): void {
    const { stopPrice } = order;
    order.type = order.type === OrderType.STOP ? OrderType.MARKET : OrderType.LIMIT;
    order.stopPrice = 0;
    order.sequence = ++this.model.sequence;
    this.#tellOrder(EventKind.TRIGGERED, order, { price: stopPrice, leaves: order.open });
    this.#execute(order, 0);
  }

  replace(order: Order, r: ReplaceOrder): RejectReason {
    const terms = replaced(order, r);
    const refusal = replaceVerdict(this.model, order, terms);
    if (refusal !== RejectReason.NONE) return refusal;
    const open = terms.quantity - (order.ordered - order.open);
    if (open <= 0) {
      this.cancel(order, CancelReason.REPLACE);
      return RejectReason.NONE;
    }
    const same =
      terms.price === order.price &&
      terms.stopPrice === order.stopPrice &&
      terms.display === order.display;
    const keeps = same && open <= order.open;
    const { quantity, price, stopPrice, display, timeInForce, expiry } = terms;
    Object.assign(order, { ordered: quantity, price, stopPrice, display, timeInForce, expiry });
    if (keeps) {
      this.#shrink(order, order.open - open);
      const flags = EventFlag.PRIORITY_KEPT;
      this.#tellOrder(EventKind.REPLACED, order, {
        flags,
        quantity,
        leaves: open,
        shown: visible(order),
      });
    } else {
      Object.assign(order, { open, shown: open, sequence: ++this.model.sequence, where: 'flight' });
      this.#tellOrder(EventKind.REPLACED, order, { quantity, leaves: open });
      this.#place(order, 0);
    }
    return RejectReason.NONE;
  }

  uncross(reference: number, lower: number, upper: number, next: Phase): RejectReason {
    const { price, volume, imbalance } = auctionPrice(this.model, reference);
    if (volume > 0 && ((lower !== 0 && price < lower) || (upper !== 0 && price > upper))) {
      return RejectReason.AUCTION_COLLAR;
    }
    if (volume > 0) {
      tradeAuction(this.model, price, volume, this.#tell);
      this.print(price);
    }
    // Auction-only limits of this auction stand among the others in the book's order, market orders after them.
    const { phase } = this.model;
    const leftover = this.model.inOrder().filter((o) => o.where === 'queue' && joins(phase, o));
    const limits = leftover.filter((o) => o.type === OrderType.LIMIT);
    const side = (s: Side): Order[] =>
      limits
        .filter((o) => o.side === s)
        .sort((a, b) => (a.price - b.price) * (s === Side.BUY ? -1 : 1) || a.sequence - b.sequence);
    for (const o of [...side(Side.BUY), ...side(Side.SELL)]) this.cancel(o, CancelReason.AUCTION);
    for (const o of leftover) if (!limits.includes(o)) this.cancel(o, CancelReason.AUCTION);
    this.#tell({ kind: EventKind.UNCROSSED, price, sequence: volume, makerRef: imbalance });
    this.enterPhase(next);
    return RejectReason.NONE;
  }

  enterPhase(phase: Phase): void {
    this.model.phase = phase;
    this.#tell({ kind: EventKind.PHASE_CHANGED, quantity: phase });
    this.model.prints = phase === Phase.CONTINUOUS ? this.model.prints : [];
    if (phase !== Phase.CONTINUOUS) return;
    if (this.model.last !== 0) this.model.prints.push(this.model.last);
    this.settleContinuous();
    this.electStops();
  }

  /** What must hold in continuous trading whenever bands or the phase changed. */
  settleContinuous(): void {
    for (const o of [...this.model.resting(Side.BUY), ...this.model.resting(Side.SELL)]) {
      if (isBanned(this.model, o.side, o.price)) this.cancel(o, CancelReason.BAND);
    }
    this.takeCrossingQuotes(Side.BUY);
    this.takeCrossingQuotes(Side.SELL);
  }

  cancel(order: Order, reason: CancelReason): void {
    this.#tellOrder(EventKind.CANCELLED, order, {
      reason,
      quantity: order.open,
      shown: visible(order),
    });
    this.#remove(order);
  }

  #remove(order: Order): void {
    this.model.orders = this.model.orders.filter((o) => o !== order);
  }

  #tellOrder(kind: number, order: Order, more: Partial<Told>): void {
    const { side, ref, price, sequence } = order;
    this.#tell({ kind, side, ref, price, sequence, ...more });
  }
}

/** What the public book shows of an order. */
const visible = (order: Order): number => (order.where === 'book' ? order.shown : 0);
