import {
  MAX_PRICE_TICKS,
  ProtectedQuotes,
  QUOTE_AGE,
  type BestPrices,
  type Instant,
  type InstrumentId,
  type TradedInstrument,
  type VenueQuote,
} from '@bellwether/domain';
import { MAX_QUANTITY, MAX_VENUES } from '@bellwether/engine';
import type { TradingDays } from './trading-days.ts';

/** A venue's quote that the book cannot count; it has changed nothing. */
class QuoteRefusedError extends Error {
  override readonly name = 'QuoteRefusedError';
  readonly code = 'QUOTE_REFUSED';
}

interface Quoted {
  readonly venues: ProtectedQuotes;
  /** As it was looked at last. */
  best: BestPrices;
}

const NONE: BestPrices = { bid: 0n, offer: 0n };

/**
 * What other venues quote in each instrument. It is no part of the state: no fact says it, and a restart begins without. What
 * of it counted for a decision stands in the facts.
 */
export class VenueQuotes {
  readonly #days: TradingDays;
  readonly #quoted = new Map<InstrumentId, Quoted>();
  /** Venues by the engine's numbers. */
  readonly #venues: string[] = [];

  constructor(days: TradingDays) {
    this.#days = days;
  }

  /** Replaces a venue's quote. Returns the engine's number of the venue. @throws QuoteRefusedError */
  set(instrument: TradedInstrument, quote: VenueQuote): number {
    const venue = this.#numberOf(quote.venue);
    checkQuote(instrument, quote, venue);
    const { instrumentId } = instrument;
    const { venues } = this.#quoted.get(instrumentId) ?? { venues: new ProtectedQuotes() };
    venues.set(quote);
    this.#quoted.set(instrumentId, { venues, best: NONE });
    this.bestAt(instrumentId, quote.at);
    return venue;
  }

  /** The best of the quotes that are not stale at an instant; undefined: there never was one. */
  bestAt(instrumentId: InstrumentId, at: Instant): BestPrices | undefined {
    const quoted = this.#quoted.get(instrumentId);
    if (quoted === undefined) return undefined;
    const best = quoted.venues.best(at, QUOTE_AGE.on(this.#days.at(at).date).value);
    quoted.best = best.isCrossed ? NONE : best;
    return quoted.best;
  }

  /** The same as it was looked at last: what protects an execution. */
  bestOf(instrumentId: InstrumentId): BestPrices {
    return this.#quoted.get(instrumentId)?.best ?? NONE;
  }

  /** The venue of the engine's number; undefined: none has it. */
  venueOf(number: number): string | undefined {
    return this.#venues[number];
  }

  #numberOf(venue: string): number | undefined {
    const known = this.#venues.indexOf(venue);
    if (known >= 0) return known;
    return this.#venues.length < MAX_VENUES ? this.#venues.push(venue) - 1 : undefined;
  }
}

function checkQuote(
  { instrumentId, tickSize }: TradedInstrument,
  quote: VenueQuote,
  venue: number | undefined,
): asserts venue is number {
  const { bid, bidQuantity, offer, offerQuantity } = quote;
  const refuse = (what: string): never => {
    throw new QuoteRefusedError(`${quote.venue} ${instrumentId}: ${what}`);
  };
  if (venue === undefined) refuse(`more than ${MAX_VENUES} venues quote`);
  if ([bid, offer].some((price) => price < 0n || price / tickSize >= MAX_PRICE_TICKS))
    refuse(`a price is not between 0 and ${MAX_PRICE_TICKS} ticks`);
  if ([bidQuantity, offerQuantity].some((quantity) => quantity < 0n || quantity > MAX_QUANTITY))
    refuse(`a quantity is not between 0 and ${MAX_QUANTITY}`);
}
