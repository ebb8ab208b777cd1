import {
  MAX_PRICE_TICKS,
  ProtectedQuotes,
  QUOTE_AGE,
  type BestPrices,
  type Instant,
  type InstrumentId,
  type InstrumentQuote,
  type TradedInstrument,
  type VenueQuote,
} from '@bellwether/domain';
import { MAX_QUANTITY, MAX_VENUES } from '@bellwether/engine';
import type { TradingDays } from './trading-days.ts';

/** A venue's quote that the book cannot count. */
export class QuoteRefusedError extends Error {
  override readonly name = 'QuoteRefusedError';
  readonly code = 'QUOTE_REFUSED';
}

interface Quoted {
  readonly venues: ProtectedQuotes;
  /** What counts in the book, by the engine's number of the venue. */
  readonly counted: Map<number, VenueQuote>;
  /** As it was looked at last. */
  best: BestPrices;
}

/** A venue's quote that is to be counted in the book. */
export interface CountedQuote {
  readonly instrumentId: InstrumentId;
  /** The engine's number of the venue. */
  readonly venue: number;
  readonly quote: VenueQuote;
}

const NONE: BestPrices = { bid: 0n, offer: 0n };
const NEVER: Instant = 2n ** 63n;

function noQuotes(): Quoted {
  return { venues: new ProtectedQuotes(), counted: new Map(), best: NONE };
}

/** Whether two quotes offer the same; the time at which they were heard is no part of it. */
function isSame(before: VenueQuote | undefined, now: VenueQuote): boolean {
  return (
    before !== undefined &&
    before.bid === now.bid &&
    before.bidQuantity === now.bidQuantity &&
    before.offer === now.offer &&
    before.offerQuantity === now.offerQuantity
  );
}

/**
 * What other venues quote in each instrument. It is no part of the state: no fact says it, and a restart begins without. What
 * of it counted for a decision stands in the facts.
 */
export class VenueQuotes {
  readonly #days: TradingDays;
  readonly #quoted = new Map<InstrumentId, Quoted>();
  /** Venues by the engine's numbers. */
  readonly #venues: string[] = [];
  /** When the oldest quote becomes stale, or one that has been replaced since would have. */
  #dueAt: Instant = NEVER;

  constructor(days: TradingDays) {
    this.#days = days;
  }

  /**
   * Replaces a venue's quote. Undefined where it says what it said before: it is fresh again, and what was taken of it is not
   * there a second time.
   * @throws QuoteRefusedError
   */
  set(instrument: TradedInstrument, quote: VenueQuote): CountedQuote | undefined {
    const venue = this.#numberOf(quote.venue);
    checkQuote(instrument, quote, venue);
    const { instrumentId } = instrument;
    const quoted = this.#quoted.get(instrumentId) ?? noQuotes();
    this.#quoted.set(instrumentId, quoted);
    quoted.venues.set(quote);
    const before = quoted.counted.get(venue);
    quoted.counted.set(venue, quote);
    this.bestAt(instrumentId, quote.at);
    const dueAt = quote.at + this.#maxAge(quote.at);
    if (dueAt < this.#dueAt) this.#dueAt = dueAt;
    return isSame(before, quote) ? undefined : { instrumentId, venue, quote };
  }

  /** Empties a venue's quote: what it says now cannot be counted, and what it said before it says no longer. */
  withdraw({ instrumentId, ...quote }: InstrumentQuote): CountedQuote | undefined {
    const venue = this.#venues.indexOf(quote.venue);
    const quoted = this.#quoted.get(instrumentId);
    if (quoted?.counted.delete(venue) !== true) return undefined;
    const empty = { ...quote, bid: 0n, bidQuantity: 0n, offer: 0n, offerQuantity: 0n };
    quoted.venues.set(empty);
    this.bestAt(instrumentId, quote.at);
    return { instrumentId, venue, quote: empty };
  }

  /** An instrument has no book here any more. */
  forget(instrumentId: InstrumentId): void {
    this.#quoted.delete(instrumentId);
  }

  /** Whether a quote may have become stale. @param at ns since 1970 UTC. */
  isDue(at: Instant): boolean {
    return at > this.#dueAt;
  }

  /** Empties the quotes that are stale: those that were not heard again for too long. Returns what has to leave the books. */
  expire(at: Instant): readonly CountedQuote[] {
    const maxAge = this.#maxAge(at);
    const gone: CountedQuote[] = [];
    this.#dueAt = NEVER;
    for (const [instrumentId, { venues, counted }] of this.#quoted)
      for (const [venue, quote] of counted) {
        const dueAt = quote.at + maxAge;
        if (at > dueAt) {
          const empty = { ...quote, bidQuantity: 0n, offerQuantity: 0n };
          venues.set(empty);
          counted.delete(venue);
          gone.push({ instrumentId, venue, quote: empty });
          this.bestAt(instrumentId, at);
        } else if (dueAt < this.#dueAt) this.#dueAt = dueAt;
      }
    return gone;
  }

  /** The best of the quotes that are not stale at an instant; undefined: there never was one. */
  bestAt(instrumentId: InstrumentId, at: Instant): BestPrices | undefined {
    const quoted = this.#quoted.get(instrumentId);
    if (quoted === undefined) return undefined;
    const best = quoted.venues.best(at, this.#maxAge(at));
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

  #maxAge(at: Instant): bigint {
    return QUOTE_AGE.on(this.#days.at(at).date).value;
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
