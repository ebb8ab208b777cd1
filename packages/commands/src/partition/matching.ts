import {
  invariant,
  type BookSide,
  type BookStep,
  type InstrumentId,
  type OpenOrder,
  type Phase,
  type ReplaceOrderCommand,
  type TradingDay,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason, EventKind, Side, type Engine, type EngineEvent } from '@bellwether/engine';
import type { EngineFacts } from './engine-facts.ts';
import { engineTerms, phaseCode, timeInForceCode, type Book } from './engine-terms.ts';
import type { OrderRefs } from './order-refs.ts';
import { Turn } from './turn.ts';

/** Ticks on each side of the price that a book holds in direct-index form. */
const WINDOW_TICKS = 4_096;

/** Token of commands that rebuild books: no client waits for them. */
const NO_SLOT = -1;

/** Speaks to the engine in its own terms: symbols and orders as numbers, prices in ticks. */
export class Matching {
  readonly #engine: Engine;
  readonly #state: TradingState;
  readonly #refs: OrderRefs;
  readonly #facts: EngineFacts;
  readonly #books = new Map<InstrumentId, Book>();
  #symbols = 0;
  #turn: Turn = new Turn();
  /** Price of the last indicative auction, in ticks; 0: nothing crosses. */
  #indicated = 0;

  constructor(engine: Engine, state: TradingState, refs: OrderRefs, facts: EngineFacts) {
    this.#engine = engine;
    this.#state = state;
    this.#refs = refs;
    this.#facts = facts;
  }

  /** Opens the books of all instruments that are traded here, with the orders that rest in them. */
  async openAll(partition: number): Promise<void> {
    const byInstrument = Map.groupBy(this.#state.orders.values(), (order) => order.instrumentId);
    for (const instrument of this.#state.instruments.values())
      if (instrument.partition === partition && instrument.move === undefined)
        await this.open(instrument.instrumentId, byInstrument.get(instrument.instrumentId) ?? []);
  }

  /** Opens an instrument's book in its phase. @param orders what rests in it, in any order. */
  async open(instrumentId: InstrumentId, orders: readonly OpenOrder[] = []): Promise<void> {
    const instrument = this.#state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    const { tickSize, roundLot = 1, lastSale, lowerBand, upperBand } = instrument;
    const symbol = this.#symbols++;
    this.#books.set(instrumentId, { index: symbol, tickSize });
    this.#facts.name(symbol, instrumentId);
    await this.#submit(() =>
      this.#engine.addSymbol({ token: NO_SLOT, symbol, windowTicks: WINDOW_TICKS, roundLot }),
    );
    const byEntry = orders.toSorted((a, b) => Number(a.entrySequence - b.entrySequence));
    for (const order of byEntry) await this.#restore(order);
    await this.#submit(() =>
      this.#engine.restoreSymbol({
        token: NO_SLOT,
        symbol,
        phase: phaseCode(instrument.phase),
        lastPrice: Number(lastSale / tickSize),
        entrySequence: Number(instrument.entrySequence),
        tradeSequence: Number(instrument.trades),
        lowerBand: Number(lowerBand / tickSize),
        upperBand: Number(upperBand / tickSize),
      }),
    );
    await this.settle();
  }

  /** Opens the book anew, because terms changed that the engine knows from the beginning only. */
  async reopen(instrumentId: InstrumentId): Promise<void> {
    await this.open(instrumentId, await this.close(instrumentId));
  }

  /** Takes an instrument's orders out of the engine, without a word to anybody. Returns them; the state keeps them. */
  async close(instrumentId: InstrumentId): Promise<readonly OpenOrder[]> {
    const { index: symbol } = this.#bookOf(instrumentId);
    const reason = CancelReason.ADMIN;
    await this.#submit(() =>
      this.#engine.cancelAll({ token: NO_SLOT, symbol, stpGroup: 0, reason }),
    );
    await this.settle();
    const orders = [...this.#state.orders.values()].filter((o) => o.instrumentId === instrumentId);
    for (const order of orders) this.#refs.release(order);
    this.#books.delete(instrumentId);
    return orders;
  }

  /** Names the commands that follow: their events go to this turn's slots. */
  beginTurn(turn: Turn): void {
    this.#turn = turn;
  }

  /** Names the day whose dates the trades that follow bear. */
  setDay(day: TradingDay): void {
    this.#facts.day = day;
  }

  /** Sends an order whose acceptance stands in the state; resolves when the engine has it, undefined: at once. */
  place(order: OpenOrder, token: number): Promise<void> | undefined {
    const ref = this.#refs.assign(order);
    const command = {
      ...this.#terms(order),
      token,
      ref,
      quantity: Number(order.quantity),
      minimumQuantity: Number(order.minimumQuantity ?? 0n),
    };
    if (this.#engine.newOrder(command)) return undefined;
    return this.#submit(() => this.#engine.newOrder(command));
  }

  /** Resolves when the engine has it; undefined where that is at once. */
  cancel(
    order: OpenOrder,
    token: number,
    reason: CancelReason = CancelReason.USER,
  ): Promise<void> | undefined {
    const symbol = this.#bookOf(order.instrumentId).index;
    const command = { token, symbol, ref: this.#refOf(order), reason };
    if (this.#engine.cancel(command)) return undefined;
    return this.#submit(() => this.#engine.cancel(command));
  }

  /** @param limitPrice limit or collar under the new terms. */
  async replace(
    order: OpenOrder,
    terms: ReplaceOrderCommand['data'],
    limitPrice: bigint,
    token: number,
  ): Promise<void> {
    const { index: symbol, tickSize } = this.#bookOf(order.instrumentId);
    const { stopPrice, displayQuantity, timeInForce, expiresOn } = terms;
    const command = {
      token,
      symbol,
      ref: this.#refOf(order),
      quantity: Number(terms.quantity),
      price: Number(limitPrice / tickSize),
      ...(stopPrice === undefined ? {} : { stopPrice: Number(stopPrice / tickSize) }),
      ...(displayQuantity === undefined ? {} : { displayQuantity: Number(displayQuantity) }),
      ...(timeInForce === undefined && expiresOn === undefined
        ? {}
        : { timeInForce: timeInForceCode(timeInForce ?? order.timeInForce) }),
      ...(expiresOn === undefined ? {} : { expiry: expiresOn }),
    };
    await this.#submit(() => this.#engine.replace(command));
  }

  /** Does one thing to the book as a whole, and waits until it is done. */
  async step(instrumentId: InstrumentId, step: BookStep, token: number): Promise<void> {
    if (step.do === 'enter') await this.#enter(instrumentId, step.phase, token);
    else if (step.do === 'uncross') await this.#uncross(instrumentId, step.next, token);
    else await this.#expire(instrumentId, token);
    await this.settle();
  }

  /**
   * Makes a venue's bid or offer liquidity of the book: no order trades through it. It is counted in whole ticks, never
   * better than it was quoted.
   */
  async quote(
    instrumentId: InstrumentId,
    venue: string,
    side: BookSide,
    price: bigint,
    quantity: bigint,
    token: number,
  ): Promise<void> {
    const { index: symbol, tickSize } = this.#bookOf(instrumentId);
    const ticks = side === 'BUY' ? price / tickSize : (price + tickSize - 1n) / tickSize;
    const command = {
      token,
      symbol,
      venue: this.#facts.venueNumber(venue),
      side: side === 'BUY' ? Side.BUY : Side.SELL,
      price: Number(ticks),
      quantity: ticks === 0n ? 0 : Number(quantity),
    };
    await this.#submit(() => this.#engine.externalQuote(command));
  }

  /** Sets the prices between which the instrument may trade, 1/10 000 USD; 0: no bound. */
  async setBands(
    instrumentId: InstrumentId,
    lower: bigint,
    upper: bigint,
    token: number,
  ): Promise<void> {
    const { index: symbol, tickSize } = this.#bookOf(instrumentId);
    const bands = { lower: Number(lower / tickSize), upper: Number(upper / tickSize) };
    await this.#submit(() => this.#engine.setBands({ token, symbol, ...bands }));
  }

  /** Forgets the last sale: a new day has none yet. */
  async forgetLastSale(instrumentId: InstrumentId, token: number): Promise<void> {
    const symbol = this.#bookOf(instrumentId).index;
    await this.#submit(() => this.#engine.print({ token, symbol, price: 0 }));
  }

  /** Whether the engine has answered everything. */
  get isSettled(): boolean {
    return this.#engine.inFlight === 0;
  }

  /** Waits until the engine has answered everything, and applies its answers. */
  async settle(): Promise<void> {
    if (this.#engine.inFlight > 0) await this.#engine.drain(this.#apply);
  }

  readonly #apply = (event: EngineEvent): void => {
    if (event.token === NO_SLOT) return rebuilt(event);
    if (event.kind === EventKind.INDICATIVE) {
      this.#indicated = event.price;
      return;
    }
    const slot = this.#turn.slotOf(event.token);
    invariant(slot !== undefined, `the engine answers command ${event.token}, which was not sent`);
    this.#facts.apply(event, slot);
  };

  /** Tries until there is room; reading answers is what makes room. */
  async #submit(send: () => boolean): Promise<void> {
    while (!send()) {
      if (this.#engine.poll(this.#apply) === 0) await this.#engine.ready();
    }
  }

  async #enter(instrumentId: InstrumentId, phase: Phase, token: number): Promise<void> {
    const { index: symbol } = this.#bookOf(instrumentId);
    await this.#submit(() => this.#engine.setPhase({ token, symbol, phase: phaseCode(phase) }));
  }

  /**
   * A market order trades at the auction's price only within the collar that its money was reserved for: those that
   * the indicated price would take beyond theirs are cancelled first, which may move the price, until it suits all.
   */
  async #uncross(instrumentId: InstrumentId, next: Phase, token: number): Promise<void> {
    const { index: symbol, tickSize } = this.#bookOf(instrumentId);
    const reference = this.#state.instruments.get(instrumentId)?.referencePrice ?? 0n;
    const command = {
      token,
      symbol,
      referencePrice: Number(reference / tickSize),
      nextPhase: phaseCode(next),
    };
    for (;;) {
      await this.#submit(() => this.#engine.uncross({ ...command, indicative: true }));
      await this.settle();
      const beyond = this.#beyondCollar(instrumentId, BigInt(this.#indicated) * tickSize);
      if (beyond.length === 0) break;
      for (const order of beyond) await this.cancel(order, token, CancelReason.COLLAR);
      await this.settle();
    }
    await this.#submit(() => this.#engine.uncross(command));
  }

  #beyondCollar(instrumentId: InstrumentId, price: bigint): readonly OpenOrder[] {
    if (price === 0n) return [];
    return [...this.#state.orders.values()].filter(
      (order) =>
        order.instrumentId === instrumentId &&
        order.type === 'MARKET' &&
        (order.side === 'BUY' ? order.limitPrice < price : order.limitPrice > price),
    );
  }

  async #expire(instrumentId: InstrumentId, token: number): Promise<void> {
    const { index: symbol } = this.#bookOf(instrumentId);
    const through = this.#state.session.date ?? 0;
    await this.#submit(() => this.#engine.expire({ token, symbol, day: true, through }));
  }

  async #restore(order: OpenOrder): Promise<void> {
    const terms = {
      ...this.#terms(order),
      token: NO_SLOT,
      ref: this.#refs.assign(order),
      quantity: Number(order.quantity),
      openQuantity: Number(order.leaves),
      shownQuantity: Number(order.shown),
      entrySequence: Number(order.entrySequence),
      triggered: order.triggered,
    };
    await this.#submit(() => this.#engine.restoreOrder(terms));
  }

  #terms(order: OpenOrder): ReturnType<typeof engineTerms> {
    const group = this.#state.accounts.get(order.accountId)?.ownerGroup ?? 0;
    return engineTerms(order, this.#bookOf(order.instrumentId), group);
  }

  #bookOf(instrumentId: InstrumentId): Book {
    const book = this.#books.get(instrumentId);
    invariant(book !== undefined, `the book of ${instrumentId} is not open`);
    return book;
  }

  #refOf(order: OpenOrder): number {
    const ref = this.#refs.refOf(order);
    invariant(ref !== undefined, `order ${order.orderId} is not with the engine`);
    return ref;
  }
}

/** Rebuilding a book repeats what the engine once accepted: it cannot refuse. */
function rebuilt(event: EngineEvent): void {
  const done = event.kind !== EventKind.REJECTED && event.kind !== EventKind.COMPLETED;
  invariant(
    done || event.reason === 0,
    `the engine refused to rebuild order ${event.ref}: reason ${event.reason}`,
  );
}
