import {
  CancelReason,
  EventKind,
  MAX_PRICE,
  MAX_VENUES,
  Phase,
  RejectReason,
  TimeInForce,
  type NewOrder,
} from '../../src/index.ts';
import type { Command } from './command.ts';
import { auctionPrice } from './auction.ts';
import { SymbolModel, type Order, type Told } from './model.ts';
import { ReferenceBook } from './reference-book.ts';
import { newOrderVerdict } from './verdict.ts';

const R = RejectReason;
const isPriceOrNone = (price: number): boolean => price >= 0 && price <= MAX_PRICE;

const {
  CLOSED,
  PRE_OPEN,
  OPENING_AUCTION,
  CONTINUOUS,
  CLOSING_AUCTION,
  POST_CLOSE,
  REOPENING_AUCTION,
} = Phase;
const HALTS: readonly Phase[] = [Phase.HALTED, Phase.PAUSED, Phase.MWCB_HALT];

/** Where a phase may be left to without an auction. */
const mayFollow = (from: Phase, to: Phase): boolean => {
  if (from === to) return false;
  if (from === POST_CLOSE) return to === CLOSED;
  if (HALTS.includes(to)) return true;
  if (HALTS.includes(from))
    return [REOPENING_AUCTION, CLOSING_AUCTION, POST_CLOSE, CLOSED].includes(to as 0);
  if (from === CLOSED) return [PRE_OPEN, OPENING_AUCTION, CONTINUOUS].includes(to as 1);
  if (from === PRE_OPEN) return [OPENING_AUCTION, CONTINUOUS, CLOSED].includes(to as 0);
  if (from === OPENING_AUCTION) return [CONTINUOUS, CLOSED].includes(to as 0);
  if (from === CONTINUOUS) return [CLOSING_AUCTION, POST_CLOSE, CLOSED].includes(to as 0);
  if (from === CLOSING_AUCTION) return [POST_CLOSE, CLOSED].includes(to as 0);
  return [CLOSING_AUCTION, POST_CLOSE, CLOSED].includes(to as 0);
};

const isUncrossable = (phase: Phase): boolean =>
  [PRE_OPEN, OPENING_AUCTION, CLOSING_AUCTION, REOPENING_AUCTION].includes(phase as 1);

/** The whole engine by its rules: the same commands as the real one, the same events, no handles. */
export class ReferenceEngine {
  readonly symbols: Map<number, SymbolModel> = new Map();
  #told: Told[] = [];
  readonly #orderCapacity: number;

  constructor(orderCapacity: number) {
    this.#orderCapacity = orderCapacity;
  }

  /** The events of one command. */
  execute(command: Command): Told[] {
    this.#told = [];
    const reason = this.#apply(command);
    const ref = refOf(command);
    if (reason !== R.NONE) this.#told.push({ kind: EventKind.REJECTED, reason, ref });
    this.#told.push({ kind: EventKind.COMPLETED, reason, ref });
    return this.#told;
  }

  find(ref: number): { model: SymbolModel; order: Order } | undefined {
    for (const model of this.symbols.values()) {
      const order = model.orders.find((o) => o.ref === ref);
      if (order) return { model, order };
    }
    return undefined;
  }

  get liveOrders(): number {
    return [...this.symbols.values()].reduce((sum, model) => sum + model.orders.length, 0);
  }

  #apply(command: Command): RejectReason {
    const { symbol } = command.with;
    if (command.do === 'addSymbol') {
      if (this.symbols.has(symbol)) return R.DUPLICATE_SYMBOL;
      const { roundLot = 1, priceIncrement = 1 } = command.with;
      this.symbols.set(symbol, new SymbolModel(roundLot, priceIncrement));
      return R.NONE;
    }
    const model = this.symbols.get(symbol);
    if (model === undefined) return R.UNKNOWN_SYMBOL;
    if (command.do === 'removeSymbol') {
      if (model.orders.length > 0) return R.BOOK_NOT_EMPTY;
      this.symbols.delete(symbol);
      return R.NONE;
    }
    const book = new ReferenceBook(model, (told) => this.#told.push(told));
    return this.#applyTo(book, model, command);
  }

  #applyTo(book: ReferenceBook, model: SymbolModel, c: Command): RejectReason {
    switch (c.do) {
      case 'newOrder':
        return this.#newOrder(book, model, c.with);
      case 'cancel': {
        const order = model.orders.find((o) => o.ref === c.with.ref);
        if (order === undefined || c.stale) return R.UNKNOWN_ORDER;
        book.cancel(order, c.with.reason ?? CancelReason.USER);
        return R.NONE;
      }
      case 'replace': {
        const order = model.orders.find((o) => o.ref === c.with.ref);
        if (order === undefined || c.stale) return R.UNKNOWN_ORDER;
        return book.replace(order, c.with);
      }
      case 'setPhase':
        return this.#setPhase(book, model, c.with.phase);
      case 'uncross':
        return this.#uncross(book, model, c.with);
      case 'setBands':
        return this.#setBands(book, model, c.with.lower, c.with.upper);
      case 'externalQuote':
        return this.#quote(book, model, c.with);
      case 'print':
        return this.#print(book, model, c.with.price);
      case 'expire':
        for (const o of model.inOrder()) {
          const over =
            o.timeInForce === TimeInForce.GTD
              ? o.expiry <= c.with.through
              : c.with.day && o.timeInForce !== TimeInForce.GTC;
          if (over) book.cancel(o, CancelReason.EXPIRED);
        }
        return R.NONE;
      case 'cancelAll':
        for (const o of model.inOrder()) {
          const { stpGroup, reason } = c.with;
          if (stpGroup === 0 || o.stpGroup === stpGroup) book.cancel(o, reason);
        }
        return R.NONE;
      case 'addSymbol':
      case 'removeSymbol':
        throw new Error('handled before');
    }
  }

  #newOrder(book: ReferenceBook, model: SymbolModel, n: NewOrder): RejectReason {
    const full: Required<NewOrder> = {
      price: 0,
      stopPrice: 0,
      displayQuantity: 0,
      minimumQuantity: 0,
      stpMode: 0,
      stpGroup: 0,
      expiry: 0,
      postOnly: false,
      ...n,
    };
    const isFull = this.liveOrders >= this.#orderCapacity;
    const reason = newOrderVerdict(model, full, this.find(n.ref) !== undefined, isFull);
    if (reason === R.NONE) book.accept(full);
    return reason;
  }

  #setPhase(book: ReferenceBook, model: SymbolModel, phase: Phase): RejectReason {
    if (!mayFollow(model.phase, phase)) return R.INVALID_PHASE_CHANGE;
    if (phase === CONTINUOUS) {
      const bid = model.resting(0)[0];
      const ask = model.resting(1)[0];
      if (bid && ask && bid.price >= ask.price) return R.BOOK_CROSSED;
      const waiting = model.inOrder().filter((o) => o.where === 'queue');
      for (const o of waiting) {
        if (o.timeInForce !== TimeInForce.CLS) book.cancel(o, CancelReason.AUCTION);
      }
    }
    book.enterPhase(phase);
    return R.NONE;
  }

  #uncross(
    book: ReferenceBook,
    model: SymbolModel,
    u: Extract<Command, { do: 'uncross' }>['with'],
  ): RejectReason {
    const { referencePrice, lowerCollar = 0, upperCollar = 0, nextPhase } = u;
    if (![referencePrice, lowerCollar, upperCollar].every(isPriceOrNone)) return R.INVALID_PRICE;
    if (u.indicative) {
      if (model.phase === CONTINUOUS) return R.PHASE;
      const { price, volume, imbalance } = auctionPrice(model, referencePrice);
      this.#told.push({ kind: EventKind.INDICATIVE, price, sequence: volume, makerRef: imbalance });
      return R.NONE;
    }
    const closes = model.phase === CLOSING_AUCTION;
    const allowed = closes
      ? [POST_CLOSE, CLOSED].includes(nextPhase as 0)
      : nextPhase === CONTINUOUS;
    if (!isUncrossable(model.phase) || !allowed) return R.INVALID_PHASE_CHANGE;
    return book.uncross(referencePrice, lowerCollar, upperCollar, nextPhase);
  }

  #setBands(book: ReferenceBook, model: SymbolModel, lower: number, upper: number): RejectReason {
    if (!isPriceOrNone(lower) || !isPriceOrNone(upper)) return R.INVALID_PRICE;
    if (lower !== 0 && upper !== 0 && lower > upper) return R.INVALID_PRICE;
    model.lower = lower;
    model.upper = upper;
    if (model.phase === CONTINUOUS) book.settleContinuous();
    book.electStops();
    return R.NONE;
  }

  #quote(
    book: ReferenceBook,
    model: SymbolModel,
    q: Extract<Command, { do: 'externalQuote' }>['with'],
  ): RejectReason {
    const { side, venue, price, quantity } = q;
    if (venue < 0 || venue >= MAX_VENUES) return R.MALFORMED;
    if (quantity < 0) return R.INVALID_QUANTITY;
    if (quantity > 0 && (price <= 0 || price > MAX_PRICE)) return R.INVALID_PRICE;
    model.quotes = model.quotes.filter((old) => old.side !== side || old.venue !== venue);
    if (quantity > 0) model.quotes.push({ side, venue, price, quantity });
    if (model.phase === CONTINUOUS) book.takeCrossingQuotes(side);
    book.electStops();
    return R.NONE;
  }

  #print(book: ReferenceBook, model: SymbolModel, price: number): RejectReason {
    if (!isPriceOrNone(price)) return R.INVALID_PRICE;
    if (price === 0) model.last = 0;
    else book.print(price);
    book.electStops();
    return R.NONE;
  }
}

const refOf = (command: Command): number => {
  if (command.do === 'externalQuote') return command.with.venue;
  return 'ref' in command.with ? command.with.ref : 0;
};
