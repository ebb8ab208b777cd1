import {
  VENUE_QUOTES_MAX,
  VENUE_QUOTES_SUBJECT,
  writeVenueQuotes,
  type SymbolQuote,
} from '@bellwether/domain';
import type { NatsConnection } from 'nats';
import type { MarketState } from '../consolidate/market-state.ts';
import { BookState, type SourceState } from '../consolidate/sources/source-state.ts';
import { MarketStatus } from '../update/status.ts';
import { ToldAgain } from './told-again.ts';

const NANOS_PER_MS = 1_000_000n;

/** What the market of an instrument may be while its quotes can be traded with. */
const TRADES: ReadonlySet<number> = new Set([
  MarketStatus.UNKNOWN,
  MarketStatus.TRADING,
  MarketStatus.LULD_LIMIT,
]);

export interface VenuePublisherOptions {
  readonly nats: Pick<NatsConnection, 'publish'>;
  readonly isConnected: () => boolean;
  readonly state: MarketState;
  /** Market identifier codes by source, of those that orders meet. */
  readonly venues: ReadonlyMap<string, string>;
  /** ms since 1970 UTC. */
  readonly now: () => number;
}

/**
 * Tells what each venue quotes that orders meet, on `md.venues`. Who has heard nothing for five seconds takes the quotes for
 * gone. A quote that is not to be relied on (of a venue that is silent, has lost something, is crossed or halted) is told as
 * empty.
 */
export function venuePublisher(options: VenuePublisherOptions): ToldAgain {
  const { nats, isConnected, state, venues, now } = options;
  const tell = (instruments: readonly number[]): void => {
    if (!isConnected()) return;
    const at = BigInt(Math.round(now())) * NANOS_PER_MS;
    const quotes = state.sources.flatMap((source) => {
      const venue = venues.get(source.name);
      if (venue === undefined) return [];
      return instruments
        .filter((i) => source.isListed[i] === 1)
        .map((i) => quoteOf(state, source, venue, i, at));
    });
    for (let from = 0; from < quotes.length; from += VENUE_QUOTES_MAX) {
      const some = quotes.slice(from, from + VENUE_QUOTES_MAX);
      nats.publish(VENUE_QUOTES_SUBJECT, writeVenueQuotes(some));
    }
  };
  return new ToldAgain({ isOn: venues.size > 0, count: () => state.symbols.count, tell });
}

function quoteOf(
  state: MarketState,
  source: SourceState,
  venue: string,
  i: number,
  at: bigint,
): SymbolQuote {
  const isGood =
    source.state[i] === BookState.GOOD && !source.isSilent && TRADES.has(state.status[i]!);
  const size = (quantity: number): bigint => (isGood ? BigInt(Math.floor(quantity)) : 0n);
  return {
    symbol: state.symbols.symbolOf(i),
    venue,
    bid: BigInt(Math.max(0, Math.floor(source.bidPrice[i]!))),
    bidQuantity: size(source.bidSize[i]!),
    offer: BigInt(Math.max(0, Math.ceil(source.askPrice[i]!))),
    offerQuantity: size(source.askSize[i]!),
    at,
  };
}
