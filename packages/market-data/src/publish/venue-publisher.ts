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

/** From a change to its message, ms: changes in between are one. */
const EVERY_MS = 20;
/** All quotes are told again once in this time, ms, though nothing has changed: well before who hears them thinks them old. */
const AGAIN_MS = 2_000;
/** In so many parts, so that they do not come all at once. */
const PARTS = 10;
/** What the market of an instrument may be while its quotes can be traded with. */
const TRADES: ReadonlySet<number> = new Set([
  MarketStatus.UNKNOWN,
  MarketStatus.TRADING,
  MarketStatus.LULD_LIMIT,
]);
const NANOS_PER_MS = 1_000_000n;

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
 * Tells what each venue quotes that orders meet, on `md.venues`: what has changed after 20 ms, and everything again every two
 * seconds. Who has heard nothing for five seconds takes the quotes for gone. A quote that is not to be relied on (of a venue
 * that is silent, has lost something, is crossed or halted) is told as empty.
 */
export class VenuePublisher {
  readonly #options: VenuePublisherOptions;
  readonly #changed = new Set<number>();
  #soon: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #part = 0;
  #stopped = false;

  constructor(options: VenuePublisherOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.venues.size > 0)
      this.#again = setInterval(() => this.#tellPart(), AGAIN_MS / PARTS);
  }

  /** An instrument may be another now. */
  changed(instrument: number): void {
    if (this.#options.venues.size === 0 || this.#stopped) return;
    if (this.#changed.size === 0) this.#soon = setTimeout(() => this.#tellChanged(), EVERY_MS);
    this.#changed.add(instrument);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#soon);
    clearInterval(this.#again);
  }

  #tellChanged(): void {
    const instruments = [...this.#changed];
    this.#changed.clear();
    this.#tell(instruments);
  }

  #tellPart(): void {
    const { count } = this.#options.state.symbols;
    const from = Math.floor((count * this.#part) / PARTS);
    this.#part = (this.#part + 1) % PARTS;
    const until = this.#part === 0 ? count : Math.floor((count * this.#part) / PARTS);
    this.#tell(Array.from({ length: until - from }, (_, index) => from + index));
  }

  #tell(instruments: readonly number[]): void {
    const { nats, isConnected, state, venues, now } = this.#options;
    if (!isConnected()) return;
    const at = BigInt(Math.round(now())) * NANOS_PER_MS;
    const quotes = state.sources.flatMap((source) => {
      const venue = venues.get(source.name);
      if (venue === undefined) return [];
      return instruments
        .filter((i) => source.isListed[i] === 1)
        .map((i) => quoteOf(state, source, venue, i, at));
    });
    for (let from = 0; from < quotes.length; from += VENUE_QUOTES_MAX)
      nats.publish(
        VENUE_QUOTES_SUBJECT,
        writeVenueQuotes(quotes.slice(from, from + VENUE_QUOTES_MAX)),
      );
  }
}

function quoteOf(
  state: MarketState,
  source: SourceState,
  venue: string,
  i: number,
  at: bigint,
): SymbolQuote {
  const status = state.status[i]!;
  const isGood = source.state[i] === BookState.GOOD && !source.isSilent && TRADES.has(status);
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
