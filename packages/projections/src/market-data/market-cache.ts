import { setTimeout as sleep } from 'node:timers/promises';
import { formatDecimal } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import type { Redis } from '@bellwether/platform/redis';
import { idsOf } from '../runtime/fact-ids.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { bookKey, CACHE_TTL_SECONDS, priceKey, type CachedLevel } from './cached-market.ts';
import { marketOf, type MarketRow } from './market-query.ts';
import { writeNewest, type CacheEntry } from '../stores/redis/write-newest.ts';

/** Instruments of one statement. */
const PAGE = 100;
/** From one statement to the next: many changes of a book are one refresh. */
const PAUSE_MS = 10;

/**
 * Keeps `price:<symbol>` and `book:<instrument>` in Redis. They are read from the read models after each commit, so that
 * they cannot say anything else, and at any pace: instruments that have changed again meanwhile are written once. A cache:
 * what cannot be written is dropped and said in the log; everything is written anew once Redis is there again.
 */
export class MarketCache {
  readonly #sql: Sql;
  readonly #redis: Redis;
  readonly #logger: Logger;
  readonly #changed = new Set<string>();
  #running: Promise<void> | undefined;
  #live = false;
  #stopped = false;

  /** @param sql of a role that reads the read models. */
  constructor(sql: Sql, redis: Redis, logger: Logger) {
    this.#sql = sql;
    this.#redis = redis;
    this.#logger = logger;
    redis.on('ready', () => this.#writeAnew());
  }

  /** Facts are committed: their instruments may have another price or book. While history is rebuilt nobody is told. */
  touch(facts: readonly RecordedFact[]): void {
    if (!this.#live) return;
    for (const { fact } of facts) {
      const { instrumentId } = idsOf(fact);
      if (instrumentId !== null) this.#changed.add(instrumentId);
    }
    this.#poke();
  }

  /** History is in: the cache may be of another time, or empty. */
  goLive(): void {
    if (this.#live) return;
    this.#live = true;
    this.#writeAnew();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  #writeAnew(): void {
    if (!this.#live || this.#stopped) return;
    this.#sql<{ instrument_id: string }[]>`select instrument_id from read_models.instruments`
      .then((rows) => {
        for (const row of rows) this.#changed.add(row.instrument_id);
        this.#poke();
      })
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'the market cache is behind'));
  }

  #poke(): void {
    if (this.#changed.size === 0) return;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async #run(): Promise<void> {
    while (this.#changed.size > 0 && !this.#stopped) {
      const page = [...this.#changed].slice(0, PAGE);
      for (const instrumentId of page) this.#changed.delete(instrumentId);
      try {
        await writeNewest(
          this.#redis,
          entriesOf(await marketOf(this.#sql, page)),
          CACHE_TTL_SECONDS,
        );
      } catch (error) {
        this.#logger.warn({ err: error }, 'the market cache is behind');
      }
      await sleep(PAUSE_MS);
    }
  }
}

/** What the cache is to hold of some instruments; a price only where there was a trade. */
export function entriesOf(rows: readonly MarketRow[]): readonly CacheEntry[] {
  return rows.flatMap((row) => {
    const { instrument_id: instrumentId, symbol } = row;
    const bid = levelOf(row.bid_price, row.bid_quantity, row.bid_orders);
    const ask = levelOf(row.ask_price, row.ask_quantity, row.ask_orders);
    const book = { key: bookKey(instrumentId), value: { bid, ask, position: row.book_position } };
    if (row.trades === '0') return [book];
    const price = formatDecimal(BigInt(row.last_price));
    const [quantity, at, position] = [row.last_quantity, row.last_trade_at, row.price_position];
    const value = { symbol, instrumentId, price, quantity, at, position };
    return [book, { key: priceKey(symbol), value }];
  });
}

function levelOf(
  price: string | null,
  quantity: string | null,
  orders: number,
): CachedLevel | null {
  if (price === null || quantity === null) return null;
  return { price: formatDecimal(BigInt(price)), quantity, orders };
}
