import type { Price, Quantity } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { SECOND, type Instant } from '../time/new-york.ts';

/** How old a venue's quote may be and still count. */
export const QUOTE_AGE: EffectiveDated<bigint> = effectiveDated('market.quoteAge', {
  title: 'Greatest age of a quote that counts for the national best bid and offer, ns',
  entries: [
    {
      from: '1990-01-01',
      value: 5n * SECOND,
      evidence: 'HOUSE',
      source: 'Older ones are stale: their source has gone silent',
    },
  ],
});

/** Bid and offer of one venue; a quantity of 0: it has none. */
export interface VenueQuote {
  /** Market identifier code (ISO 10383). */
  readonly venue: string;
  readonly bid: Price;
  readonly bidQuantity: Quantity;
  readonly offer: Price;
  readonly offerQuantity: Quantity;
  /** When it was received, ns since 1970 UTC. */
  readonly at: Instant;
}

/** What a venue quotes in an instrument of the platform. */
export interface InstrumentQuote extends VenueQuote {
  readonly instrumentId: InstrumentId;
}

/** The best of all fresh quotes; 0: there is none. */
export interface BestQuotes {
  readonly bid: Price;
  readonly offer: Price;
  /** Bid at or above offer, which can happen between venues: not to be used as a reference. */
  readonly isCrossed: boolean;
}

/** Protected quotes of other venues in one instrument (Regulation NMS Rule 611). */
export class ProtectedQuotes {
  readonly #quotes = new Map<string, VenueQuote>();

  /** Replaces the quote of a venue. */
  set(quote: VenueQuote): void {
    this.#quotes.set(quote.venue, quote);
  }

  /** @param maxAge `QUOTE_AGE`. */
  best(now: Instant, maxAge: bigint): BestQuotes {
    let [bid, offer] = [0n, 0n];
    for (const quote of this.#quotes.values()) {
      if (now - quote.at > maxAge) continue;
      if (quote.bidQuantity > 0n && quote.bid > bid) bid = quote.bid;
      if (quote.offerQuantity > 0n && (offer === 0n || quote.offer < offer)) offer = quote.offer;
    }
    return { bid, offer, isCrossed: bid !== 0n && offer !== 0n && bid >= offer };
  }
}

/**
 * What an execution was better by than the quote that protected it, per share; below zero would be a trade through.
 * Undefined: nothing was quoted on that side.
 */
export function priceImprovement(
  isBuy: boolean,
  price: Price,
  { bid, offer }: Pick<BestQuotes, 'bid' | 'offer'>,
): Price | undefined {
  if (isBuy) return offer === 0n ? undefined : offer - price;
  return bid === 0n ? undefined : price - bid;
}
