import type { SessionClock } from '../session/session-clock.ts';
import type { Sequencing } from '../update/sink.ts';
import type { TradeLog } from './trades/trade-log.ts';

/** What a market may be told about itself; times in nanoseconds. */
export interface MarketOptions {
  /** Instruments at most: columns are made for all of them. 16 384 by default. */
  readonly instrumentsMax?: number;
  /** A source that has said nothing for longer is not used for the best prices. 5 s by default. */
  readonly freshNanos?: number;
  /** Prices further from the last one are put aside; 20 by default. */
  readonly bandPercent?: number;
  /** … where the last one is not older than this; 1 s by default. */
  readonly bandNanos?: number;
  /** Trades of a session that are kept for corrections; 4 194 304 by default, about 60 bytes each as they come. */
  readonly tradesMax?: number;
  /** Quarantined updates, and lost ranges of each source, that are listed; 1 000 by default. All are counted. */
  readonly listMax?: number;
  readonly listener?: MarketListener;
}

/** A source of a market. */
export interface SourceOptions {
  readonly name: string;
  /** What holes in its numbers mean: the reader's `sequencing`. */
  readonly sequencing: Sequencing;
  /** Whether its trades count. Of several sources that report the same trades one only should; true by default. */
  readonly hasTrades?: boolean;
}

/** Who is told what becomes of the market, within the update that it comes from. */
export interface MarketListener {
  /** Anything of the instrument may be another now. */
  changed?(instrument: number): void;
  /** Event time has come to this offset of the clock's day, before what happens then. */
  advanced?(clock: SessionClock, offset: number): void;
  /** A trade was accepted, and is in the log if it was kept; the record is overwritten by the next one. */
  traded?(trade: AcceptedTrade, log: TradeLog): void;
  /** A trade, told as it was, became another of the same time, or none; the log is as it is now. */
  corrected?(trade: AcceptedTrade, log: TradeLog): void;
}

/** A trade that counts, as listeners are told it. */
export class AcceptedTrade {
  instrument = 0;
  /** Day in New York, and nanoseconds since its midnight. */
  date = 0;
  offset: number = Number.MAX_SAFE_INTEGER;
  /** 1/10 000 USD, and whole units. */
  price: number = Number.MAX_SAFE_INTEGER;
  quantity: number = Number.MAX_SAFE_INTEGER;
  /** Bits of TradeEffect. */
  effect = 0;
  /** Its place among trades of one time. */
  order: number = Number.MAX_SAFE_INTEGER;
  /** Number of the update that told it, or that corrected it. */
  sequence: number = Number.MAX_SAFE_INTEGER;
  /** Whether it was kept: what was not cannot be corrected. */
  isKept = false;
}

/** Most sources: venues are bits of a small integer. */
export const SOURCES_MAX = 30;
const NANOS_PER_SECOND = 1_000_000_000;

/** Defaults of MarketOptions. */
export const MARKET_DEFAULTS: Required<Omit<MarketOptions, 'listener'>> = {
  instrumentsMax: 16_384,
  freshNanos: 5 * NANOS_PER_SECOND,
  bandPercent: 20,
  bandNanos: NANOS_PER_SECOND,
  tradesMax: 1 << 22,
  listMax: 1_000,
};

/** A market was asked for more than it was made for, or told what it cannot know. */
export class MarketError extends Error {
  override readonly name = 'MarketError';
  readonly code: 'TOO_MANY' | 'UNANNOUNCED';
  constructor(code: 'TOO_MANY' | 'UNANNOUNCED', message: string) {
    super(message);
    this.code = code;
  }
}
