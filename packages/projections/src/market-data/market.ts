import { parseDecimal } from '@bellwether/domain';
import type { Redis } from '@bellwether/platform';
import {
  bookKey,
  CACHE_TTL_SECONDS,
  priceKey,
  type CachedLevel,
  type CachedPrice,
  type CachedTop,
} from './cached-market.ts';
import type { Level } from './depth.ts';

/** A symbol as traders write it. */
export const SYMBOL_PATTERN = '^[A-Z][A-Z0-9.]{0,11}$';

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
export class CachedMarket {
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

/** @param cached in the cache's words. */
export function latestPriceOf({ symbol, price, quantity, at }: CachedPrice): LatestPrice {
  const exact = { price: parseDecimal(price), quantity: BigInt(quantity), at: BigInt(at) };
  return { symbol, ...exact, stale: isStale(exact.at) };
}

/** Whether a trade at an instant (ns since 1970 UTC) is too old to be called the latest. */
export function isStale(at: bigint): boolean {
  return BigInt(Date.now()) * 1_000_000n - at > STALE_NS;
}

function levelOf(cached: CachedLevel | null): Level | null {
  if (cached === null) return null;
  const { price, quantity, orders } = cached;
  return { price: parseDecimal(price), quantity: BigInt(quantity), orders };
}
