import {
  invariant,
  type InstrumentId,
  type OpenOrder,
  type TradedInstrument,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import { NO_CAUSE, type EnginePort } from './engine-port.ts';
import { engineTerms, phaseCode } from './engine-terms.ts';

/** Ticks on each side of the price that a book holds in direct-index form. */
const WINDOW_TICKS = 4_096;

/**
 * Opens books and closes them. What the engine refuses is kept by the port (`takeRefusals`); then no book is open, and the
 * state keeps the orders.
 */
export class BookOpening {
  readonly #port: EnginePort;
  readonly #state: TradingState;

  constructor(port: EnginePort, state: TradingState) {
    this.#port = port;
    this.#state = state;
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
    const instrument = instrumentOf(this.#state, instrumentId);
    const { engine, books } = this.#port;
    const { index: symbol } = books.open(instrumentId, instrument.tickSize);
    const { roundLot = 1 } = instrument;
    const before = this.#port.refusalCount;
    await this.#port.submit(() =>
      engine.addSymbol({ token: NO_CAUSE, symbol, windowTicks: WINDOW_TICKS, roundLot }),
    );
    for (const order of orders) {
      await this.#restore(order);
      await restored?.(1);
    }
    await this.#port.carryOut(() =>
      engine.restoreSymbol({ token: NO_CAUSE, symbol, ...symbolTerms(instrument) }),
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
    const orders = this.#state.orders.ofInstrument(instrumentId);
    if (this.isOpen(instrumentId)) await this.#forget(instrumentId);
    return orders;
  }

  /** The engine's number is free again; what it says of that concerns nobody. */
  async #forget(instrumentId: InstrumentId): Promise<void> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    const token = NO_CAUSE;
    const reason = CancelReason.ADMIN;
    await this.#port.submit(() => engine.cancelAll({ token, symbol, stpGroup: 0, reason }));
    await this.#port.submit(() => engine.removeSymbol({ token, symbol }));
    await this.#port.settle();
    books.close(instrumentId);
  }

  async #restore(order: OpenOrder): Promise<void> {
    const terms = {
      ...engineTerms(this.#state, this.#port.books, order),
      token: NO_CAUSE,
      ref: order.ref,
      quantity: Number(order.quantity),
      openQuantity: Number(order.leaves),
      shownQuantity: Number(order.shown),
      entrySequence: Number(order.entrySequence),
      triggered: order.triggered,
    };
    await this.#port.submit(() => this.#port.engine.restoreOrder(terms));
  }
}

/** @throws InvariantViolation for an instrument that is not admitted. */
export function instrumentOf(state: TradingState, instrumentId: InstrumentId): TradedInstrument {
  const instrument = state.instruments.get(instrumentId);
  invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
  return instrument;
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
