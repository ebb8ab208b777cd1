import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { Order, OrderLives } from './order-lives.ts';

/** Corporate actions that leave no instrument, and the end of an option or future. */
const ENDS: ReadonlySet<string> = new Set([
  'DELISTING',
  'CASH_MERGER',
  'STOCK_MERGER',
  'EXPIRATION',
]);

/** No order outlives its instrument, and no two living instruments bear one symbol (I13). Suspended ones are named. */
export class InstrumentAudit {
  readonly #invariant: Invariant;
  readonly #lives: OrderLives;
  readonly #symbols = new Map<string, string>();
  /** Living instruments by symbol. */
  readonly #bearers = new Map<string, string>();
  readonly #suspended = new Map<string, string>();
  /** Instruments that a partition knows to be delisted. */
  readonly #delisted = new Set<string>();
  /** Those of the last event of each journal: their orders end in it, so that the next one finds none. */
  readonly #justDelisted = new Map<string, string[]>();

  constructor(invariant: Invariant, lives: OrderLives) {
    this.#invariant = invariant;
    this.#lives = lives;
  }

  /** Before the facts of an event of a journal. */
  beginEvent({ stream }: RecordedFact): void {
    const delisted = this.#justDelisted.get(stream);
    if (delisted === undefined) return;
    this.#justDelisted.delete(stream);
    for (const { orderId, instrumentId } of this.#lives.open.values())
      this.#invariant.check(
        !delisted.includes(instrumentId),
        () => `${orderId} is open, and ${instrumentId} is delisted`,
      );
  }

  add({ fact, stream }: RecordedFact, changed: readonly Order[]): void {
    switch (fact.type) {
      case 'InstrumentListed':
      case 'SymbolChanged':
        return this.#named(fact.data.instrumentId, fact.data.symbol);
      case 'InstrumentDelisted':
        return this.#leave(fact.data.instrumentId);
      case 'DelistingAdopted':
      case 'ExpirationApplied':
      case 'CorporateActionApplied': {
        const { instrumentId } = fact.data;
        if ('kind' in fact.data && !ENDS.has(fact.data.kind)) return;
        this.#delisted.add(instrumentId);
        const others = this.#justDelisted.get(stream) ?? [];
        this.#justDelisted.set(stream, [...others, instrumentId]);
        return;
      }
      case 'TradingSuspended':
        this.#suspended.set(fact.data.instrumentId, fact.data.reason);
        return;
      case 'TradingResumed':
        this.#suspended.delete(fact.data.instrumentId);
        return;
      case 'OrderAccepted':
        for (const { orderId, instrumentId } of changed)
          this.#invariant.check(
            !this.#delisted.has(instrumentId),
            () => `${orderId} was taken in, and ${instrumentId} is delisted`,
          );
        return;
      default:
    }
  }

  /** Says what is suspended. */
  conclude(): void {
    this.#invariant.count('symbols', this.#bearers.size);
    for (const [instrumentId, reason] of this.#suspended)
      this.#invariant.note(
        `${this.#symbols.get(instrumentId) ?? instrumentId} (${instrumentId}) is suspended: ${reason}`,
      );
  }

  #named(instrumentId: string, symbol: string): void {
    this.#leave(instrumentId);
    const bearer = this.#bearers.get(symbol);
    this.#invariant.check(
      bearer === undefined,
      () => `${symbol} is the symbol of ${bearer} and of ${instrumentId}`,
    );
    this.#symbols.set(instrumentId, symbol);
    this.#bearers.set(symbol, instrumentId);
  }

  /** Its symbol is free again. */
  #leave(instrumentId: string): void {
    const symbol = this.#symbols.get(instrumentId);
    if (symbol !== undefined && this.#bearers.get(symbol) === instrumentId)
      this.#bearers.delete(symbol);
  }
}
