import type { Logger } from '@bellwether/platform/log';
import { RareLog } from '@bellwether/platform/log';
import type { Redis } from '@bellwether/platform/redis';
import type { NatsConnection } from 'nats';
import type { QuoteRow, ToldRow } from '../board/market-rows.ts';

/** From one look at what has changed to the next, ms: changes in between are one. */
const EVERY_MS = 100;
/** How long the cache keeps what nobody has written again, seconds. */
const TTL_SECONDS = 60;
/** Rows of one message. */
const ROWS_MAX = 500;

export interface QuotePublisherOptions {
  readonly nats: Pick<NatsConnection, 'publish'>;
  readonly isConnected: () => boolean;
  readonly redis: Pick<Redis, 'status' | 'pipeline'>;
  readonly rowOf: (instrument: number) => ToldRow;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What the publisher says of itself: quotes written, and those that a store did not take. */
export interface QuoteCounts {
  cached: number;
  notCached: number;
  told: number;
}

/**
 * Tells what the market is, at most ten times a second, of those instruments alone that have changed: on `md.quotes`, and in
 * Redis as `nbbo:<symbol>` and `last:<symbol>` for a minute. A cache: what cannot be written is counted, and the next change
 * writes it.
 */
export class QuotePublisher {
  readonly counts: QuoteCounts = { cached: 0, notCached: 0, told: 0 };
  readonly #options: QuotePublisherOptions;
  readonly #log: RareLog;
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #writing = false;
  #stopped = false;

  constructor(options: QuotePublisherOptions) {
    this.#options = options;
    this.#log = new RareLog(options.logger, 'the cache of the market is behind');
  }

  /** An instrument may be another now. */
  changed(instrument: number): void {
    if (this.#changed.size === 0 && !this.#stopped)
      this.#timer = setTimeout(() => this.tell(), EVERY_MS);
    this.#changed.add(instrument);
  }

  /** Tells what has changed, now. */
  tell(): void {
    clearTimeout(this.#timer);
    const rows = [...this.#changed].map(this.#options.rowOf);
    this.#changed.clear();
    const { nats, isConnected } = this.#options;
    if (isConnected())
      for (let at = 0; at < rows.length; at += ROWS_MAX) {
        const some = rows.slice(at, at + ROWS_MAX);
        nats.publish('md.quotes', JSON.stringify(some));
        this.counts.told += some.length;
      }
    void this.#cache(rows);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** One pipeline at a time: a cache that is slow gets fewer pictures, not a queue of them. */
  async #cache(rows: readonly QuoteRow[]): Promise<void> {
    const { redis } = this.#options;
    if (rows.length === 0) return;
    if (this.#writing || redis.status !== 'ready') {
      this.counts.notCached += rows.length;
      return;
    }
    this.#writing = true;
    try {
      const pipeline = redis.pipeline();
      for (const row of rows) {
        pipeline.set(`nbbo:${row.symbol}`, JSON.stringify(nbboOf(row)), 'EX', TTL_SECONDS);
        if (row.last !== null)
          pipeline.set(`last:${row.symbol}`, JSON.stringify(lastOf(row)), 'EX', TTL_SECONDS);
      }
      const failed = (await pipeline.exec())?.find(([error]) => error !== null)?.[0];
      if (failed) throw failed;
      this.counts.cached += rows.length;
    } catch (error) {
      this.counts.notCached += rows.length;
      this.#log.note({ err: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#writing = false;
    }
  }
}

function nbboOf(row: QuoteRow) {
  const { symbol, bid, bidSize, bidVenues, ask, askSize, askVenues } = row;
  const { stale, locked, crossed, eventTime, receivedAt } = row;
  const sides = { bid, bidSize, bidVenues, ask, askSize, askVenues };
  return { symbol, ...sides, stale, locked, crossed, eventTime, receivedAt };
}

function lastOf(row: QuoteRow) {
  const { symbol, last, lastSize, open, high, low, previousClose, volume, vwap } = row;
  const { stale, eventTime, receivedAt } = row;
  const day = { last, lastSize, open, high, low, previousClose, volume, vwap };
  return { symbol, ...day, stale, eventTime, receivedAt };
}
