import { parseDecimal } from '@bellwether/domain';
import type { Redis } from '@bellwether/platform/redis';
import {
  bookKey,
  CACHE_TTL_SECONDS,
  priceKey,
  type CachedLevel,
  type CachedPrice,
  type CachedTop,
} from './cached-market.ts';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { findInstrument, findInstrumentBySymbol } from '../instruments/read.ts';
import type { InstrumentRow } from '../instruments/table.ts';
import type { ReadModels } from '../read-model/read-models.ts';
import { depthOf, type Level } from './depth.ts';

/** The last trade of a symbol. */
export interface LatestPrice {
  readonly symbol: string;
  /** 1/10 000 USD. */
  readonly price: bigint;
  readonly quantity: bigint;
  /** ns since 1970 UTC. */
  readonly at: bigint;
  /** Whether there was no trade within the last minute. */
  readonly stale: boolean;
}

/** The best prices of a book; null: nobody asks for or offers any. */
export interface TopOfBook {
  readonly bid: Level | null;
  readonly ask: Level | null;
}

/** From here on a last trade counts as stale, ns: what the cache keeps. */
const STALE_NS = BigInt(CACHE_TTL_SECONDS) * 1_000_000_000n;

/**
 * What the cache says, where it can be believed: it has something, it can be read, and it is not of before a position
 * that the reader has seen. Everything else is as if there were no cache.
 */
class CachedMarket {
  readonly #redis: Redis | undefined;

  constructor(redis: Redis | undefined) {
    this.#redis = redis;
  }

  /** The last trade as the cache has it. */
  price(symbol: string, seen?: bigint): Promise<CachedPrice | undefined> {
    return this.#read<CachedPrice>(priceKey(symbol), seen);
  }

  /** The best prices as the cache has them. */
  async top(instrumentId: string, seen?: bigint): Promise<TopOfBook | undefined> {
    const cached = await this.#read<CachedTop>(bookKey(instrumentId), seen);
    return cached && { bid: levelOf(cached.bid), ask: levelOf(cached.ask) };
  }

  async #read<T extends { readonly position: string }>(
    key: string,
    seen = -1n,
  ): Promise<T | undefined> {
    try {
      const value = JSON.parse((await this.#redis?.get(key)) ?? 'null') as T | null;
      return value !== null && BigInt(value.position) >= seen ? value : undefined;
    } catch {
      // Redis is away, slow, or holds what is none of ours: the read model answers.
      return undefined;
    }
  }
}

/**
 * The last trade, from the cache, or from the read model where the cache has nothing.
 * @param seen commit position that the answer must not be of before.
 */
export async function latestPrice(
  { db, redis }: Pick<ReadModels, 'db' | 'redis'>,
  symbol: string,
  seen?: bigint,
): Promise<LatestPrice | undefined> {
  const cached = await new CachedMarket(redis).price(symbol, seen);
  if (cached !== undefined) return latestPriceOf(cached);
  const row = await findInstrumentBySymbol(db, symbol);
  return row && lastTradeOf(row);
}

/** The best prices of an instrument's book, from the cache, or from the read model. @param seen as of `latestPrice`. */
export async function topOfBook(
  { db, redis }: Pick<ReadModels, 'db' | 'redis'>,
  instrumentId: string,
  seen?: bigint,
): Promise<TopOfBook> {
  const cached = await new CachedMarket(redis).top(instrumentId, seen);
  if (cached !== undefined) return cached;
  const { bids, asks } = await depthOf(db, instrumentId, 1);
  return { bid: bids[0] ?? null, ask: asks[0] ?? null };
}

/** The last trade of an instrument, as of the fact that changed it last; undefined before the first. */
export async function lastTrade(
  db: PostgresJsDatabase,
  instrumentId: string,
): Promise<{ readonly position: bigint; readonly value: LatestPrice | undefined }> {
  const row = await findInstrument(db, instrumentId);
  return { position: row?.position ?? -1n, value: row && lastTradeOf(row) };
}

function lastTradeOf(row: InstrumentRow): LatestPrice | undefined {
  if (row.trades === 0n) return undefined;
  const { symbol, lastPrice: price, lastQuantity: quantity, lastTradeAt: at } = row;
  return { symbol, price, quantity, at, stale: isStale(at) };
}

/** @param cached in the cache's words. */
function latestPriceOf({ symbol, price, quantity, at }: CachedPrice): LatestPrice {
  const exact = { price: parseDecimal(price), quantity: BigInt(quantity), at: BigInt(at) };
  return { symbol, ...exact, stale: isStale(exact.at) };
}

/** Whether a trade at an instant (ns since 1970 UTC) is too old to be called the latest. */
function isStale(at: bigint): boolean {
  return BigInt(Date.now()) * 1_000_000n - at > STALE_NS;
}

function levelOf(cached: CachedLevel | null): Level | null {
  if (cached === null) return null;
  const { price, quantity, orders } = cached;
  return { price: parseDecimal(price), quantity: BigInt(quantity), orders };
}
