import {
  ProtectedQuotes,
  QUOTE_AGE,
  type Instant,
  type InstrumentId,
  type TradingState,
  type VenueQuote,
} from '@bellwether/domain';
import type { TradingDays } from './trading-days.ts';

/** The venues' quotes of each instrument: what of them counts stands with the instrument, for collars and short sales. */
export class BestQuotes {
  readonly #state: TradingState;
  readonly #days: TradingDays;
  readonly #quotes = new Map<InstrumentId, ProtectedQuotes>();

  constructor(state: TradingState, days: TradingDays) {
    this.#state = state;
    this.#days = days;
  }

  set(instrumentId: InstrumentId, quote: VenueQuote): void {
    const quotes = this.#quotes.get(instrumentId) ?? new ProtectedQuotes();
    this.#quotes.set(instrumentId, quotes);
    quotes.set(quote);
    this.lookAgain(instrumentId, quote.at);
  }

  /** Quotes grow stale by the passing of time alone: they are looked at again before they decide something. */
  lookAgain(instrumentId: InstrumentId, at: Instant): void {
    const quotes = this.#quotes.get(instrumentId);
    if (quotes === undefined) return;
    const instrument = this.#state.instruments.get(instrumentId);
    if (instrument === undefined) return;
    const best = quotes.best(at, QUOTE_AGE.on(this.#days.at(at).date).value);
    instrument.risk.bestBid = best.isCrossed ? 0n : best.bid;
    instrument.risk.bestOffer = best.isCrossed ? 0n : best.offer;
  }
}
