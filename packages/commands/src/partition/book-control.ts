import {
  invariant,
  type BookSide,
  type BookStep,
  type CivilDate,
  type InstrumentId,
  type OpenOrder,
  type Phase,
  type TradedInstrument,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason, Side } from '@bellwether/engine';
import { NO_SLOT, type EnginePort } from './engine-port.ts';
import type { EngineFacts } from './engine-facts.ts';
import { phaseCode } from './engine-terms.ts';
import type { Matching } from './matching.ts';
import type { Slot } from './turn.ts';

/** Ticks on each side of the price that a book holds in direct-index form. */
const WINDOW_TICKS = 4_096;

/** A cause, as the engine names it. */
export interface Cause {
  readonly slot: Slot;
  readonly token: number;
}

/**
 * Books as a whole: opens and closes them, and takes them through their phases. What the engine refuses is kept by the port
 * (`takeRefusals`); the methods then return false, and the book is as it was.
 */
export class BookControl {
  readonly #port: EnginePort;
  readonly #state: TradingState;
  readonly #facts: EngineFacts;
  readonly #matching: Matching;

  constructor(port: EnginePort, state: TradingState, facts: EngineFacts, matching: Matching) {
    this.#port = port;
    this.#state = state;
    this.#facts = facts;
    this.#matching = matching;
  }

  /**
   * Opens the books of all instruments that are traded here, with the orders that rest in them.
   * @param restored told of orders put into their book; what it returns is waited for.
   */
  async openAll(
    partition: number,
    restored?: (orders: number) => Promise<void> | undefined,
  ): Promise<void> {
    for (const instrument of this.#state.instruments.values())
      if (
        instrument.partition === partition &&
        instrument.move === undefined &&
        !instrument.delisted
      )
        await this.open(
          instrument.instrumentId,
          this.#state.orders.ofInstrument(instrument.instrumentId),
          restored,
        );
  }

  isOpen(instrumentId: InstrumentId): boolean {
    return this.#port.books.has(instrumentId);
  }

  /** Opens an instrument's book in its phase. @param orders what rests in it, in the order of their entry. */
  async open(
    instrumentId: InstrumentId,
    orders: readonly OpenOrder[] = [],
    restored?: (orders: number) => Promise<void> | undefined,
  ): Promise<boolean> {
    const instrument = this.#instrument(instrumentId);
    const { engine, books } = this.#port;
    const { index: symbol } = books.open(instrumentId, instrument.tickSize);
    const { roundLot = 1 } = instrument;
    const before = this.#port.refusalCount;
    await this.#port.submit(() =>
      engine.addSymbol({ token: NO_SLOT, symbol, windowTicks: WINDOW_TICKS, roundLot }),
    );
    for (const order of orders) {
      await this.#restore(order);
      await restored?.(1);
    }
    await this.#port.carryOut(() =>
      engine.restoreSymbol({ token: NO_SLOT, symbol, ...symbolTerms(instrument) }),
    );
    if (this.#port.refusalCount === before) return true;
    await this.#forget(instrumentId);
    return false;
  }

  /** Opens the book anew, because terms changed that the engine knows from the beginning only. */
  async reopen(instrumentId: InstrumentId): Promise<boolean> {
    return this.open(instrumentId, await this.close(instrumentId));
  }

  /** Takes an instrument's orders out of the engine, without a word to anybody. Returns them; the state keeps them. */
  async close(instrumentId: InstrumentId): Promise<readonly OpenOrder[]> {
    const orders = this.ordersOf(instrumentId);
    if (this.isOpen(instrumentId)) await this.#forget(instrumentId);
    return orders;
  }

  /** The open orders of an instrument, in the order of their entry. */
  ordersOf(instrumentId: InstrumentId): readonly OpenOrder[] {
    return this.#state.orders.ofInstrument(instrumentId);
  }

  /** Does one thing to the book as a whole, and waits until it is done. */
  step(instrumentId: InstrumentId, step: BookStep, { token }: Cause): Promise<boolean> {
    if (step.do === 'enter') return this.#enter(instrumentId, step.phase, token);
    if (step.do === 'uncross') return this.#uncross(instrumentId, step.next, token);
    const through = this.#state.session.date ?? 0;
    return this.#expire(instrumentId, { day: true, through, token });
  }

  /** Ends GTD orders whose last day is `through` or before it. */
  async expire(
    instrumentId: InstrumentId,
    through: CivilDate,
    { slot, token }: Cause,
  ): Promise<void> {
    if (this.isOpen(instrumentId)) {
      await this.#expire(instrumentId, { day: false, through, token });
      return;
    }
    for (const order of this.ordersOf(instrumentId))
      if (order.timeInForce === 'GTD' && (order.expiresOn ?? 0) <= through)
        this.end(order, CancelReason.EXPIRED, slot);
  }

  /** Ends all orders of an instrument and closes its book. */
  async endAll(instrumentId: InstrumentId, reason: CancelReason, { slot }: Cause): Promise<void> {
    for (const order of await this.close(instrumentId)) this.end(order, reason, slot);
  }

  /** Ends an order that is in no book. */
  end(order: OpenOrder, reason: CancelReason, slot: Slot): void {
    this.#facts.end(order, reason, slot);
  }

  /** Stops trading where it stands; the book keeps its orders. A day that is over needs no halt. */
  async hold(instrumentId: InstrumentId, { token }: Cause): Promise<void> {
    const { phase } = this.#instrument(instrumentId);
    if (this.isOpen(instrumentId) && phase !== 'HALTED' && phase !== 'POST_CLOSE')
      await this.#enter(instrumentId, 'HALTED', token);
  }

  /**
   * Makes a venue's bid or offer liquidity of the book: no order trades through it. It is counted in whole ticks, never
   * better than it was quoted.
   * @param venue the engine's number of it.
   */
  async quote(
    instrumentId: InstrumentId,
    venue: number,
    side: BookSide,
    price: bigint,
    quantity: bigint,
    token: number,
  ): Promise<void> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const ticks = side === 'BUY' ? price / tickSize : (price + tickSize - 1n) / tickSize;
    const command = {
      token,
      symbol,
      venue,
      side: side === 'BUY' ? Side.BUY : Side.SELL,
      price: Number(ticks),
      quantity: ticks === 0n ? 0 : Number(quantity),
    };
    await this.#port.submit(() => engine.externalQuote(command));
  }

  /** Sets the prices between which the instrument may trade, 1/10 000 USD; 0: no bound. */
  setBands(
    instrumentId: InstrumentId,
    lower: bigint,
    upper: bigint,
    token: number,
  ): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const bands = { lower: Number(lower / tickSize), upper: Number(upper / tickSize) };
    return this.#port.carryOut(() => engine.setBands({ token, symbol, ...bands }));
  }

  /** Forgets the last sale: a new day has none yet. */
  async forgetLastSale(instrumentId: InstrumentId, token: number): Promise<void> {
    const { engine, books } = this.#port;
    const symbol = books.of(instrumentId).index;
    await this.#port.submit(() => engine.print({ token, symbol, price: 0 }));
  }

  #enter(instrumentId: InstrumentId, phase: Phase, token: number): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    return this.#port.carryOut(() => engine.setPhase({ token, symbol, phase: phaseCode(phase) }));
  }

  /**
   * A market order trades at the auction's price only within the collar that its money was reserved for: those that
   * the indicated price would take beyond theirs are cancelled first, which may move the price, until it suits all.
   */
  async #uncross(instrumentId: InstrumentId, next: Phase, token: number): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const { referencePrice } = this.#instrument(instrumentId);
    const command = {
      token,
      symbol,
      referencePrice: Number(referencePrice / tickSize),
      nextPhase: phaseCode(next),
    };
    for (;;) {
      const isIndicated = await this.#port.carryOut(() =>
        engine.uncross({ ...command, indicative: true }),
      );
      if (!isIndicated) return false;
      const beyond = this.#beyondCollar(instrumentId, BigInt(this.#port.indicated) * tickSize);
      if (beyond.length === 0) break;
      for (const order of beyond) {
        const { ref } = order;
        const reason = CancelReason.COLLAR;
        await this.#port.submit(() => engine.cancel({ token, symbol, ref, reason }));
      }
      await this.#port.settle();
    }
    return this.#port.carryOut(() => engine.uncross(command));
  }

  #beyondCollar(instrumentId: InstrumentId, price: bigint): readonly OpenOrder[] {
    if (price === 0n) return [];
    return this.ordersOf(instrumentId).filter(
      (order) =>
        order.type === 'MARKET' &&
        (order.side === 'BUY' ? order.limitPrice < price : order.limitPrice > price),
    );
  }

  #expire(
    instrumentId: InstrumentId,
    terms: { readonly day: boolean; readonly through: number; readonly token: number },
  ): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    return this.#port.carryOut(() => engine.expire({ symbol, ...terms }));
  }

  /** The engine's number is free again; what it says of that concerns nobody. */
  async #forget(instrumentId: InstrumentId): Promise<void> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    const token = NO_SLOT;
    const reason = CancelReason.ADMIN;
    await this.#port.submit(() => engine.cancelAll({ token, symbol, stpGroup: 0, reason }));
    await this.#port.submit(() => engine.removeSymbol({ token, symbol }));
    await this.#port.settle();
    books.close(instrumentId);
  }

  async #restore(order: OpenOrder): Promise<void> {
    const terms = {
      ...this.#matching.termsOf(order),
      token: NO_SLOT,
      ref: order.ref,
      quantity: Number(order.quantity),
      openQuantity: Number(order.leaves),
      shownQuantity: Number(order.shown),
      entrySequence: Number(order.entrySequence),
      triggered: order.triggered,
    };
    await this.#port.submit(() => this.#port.engine.restoreOrder(terms));
  }

  #instrument(instrumentId: InstrumentId): TradedInstrument {
    const instrument = this.#state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    return instrument;
  }
}

type SymbolTerms = Parameters<EnginePort['engine']['restoreSymbol']>[0];

/** Where a book stood, as the engine counts it. */
function symbolTerms(instrument: TradedInstrument): Omit<SymbolTerms, 'token' | 'symbol'> {
  const { tickSize, phase, lastSale, lowerBand, upperBand, entrySequence, trades } = instrument;
  return {
    phase: phaseCode(phase),
    lastPrice: Number(lastSale / tickSize),
    entrySequence: Number(entrySequence),
    tradeSequence: Number(trades),
    lowerBand: Number(lowerBand / tickSize),
    upperBand: Number(upperBand / tickSize),
  };
}
