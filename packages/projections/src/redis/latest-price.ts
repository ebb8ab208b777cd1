import { formatDecimal, type InstrumentId } from '@bellwether/domain';
import type { Logger, Redis } from '@bellwether/platform';
import type { RecordedFact } from '../runtime/recorded-fact.ts';

/** How long a price counts as the latest without a further trade, seconds. */
export const PRICE_TTL_SECONDS = 60;

/** The last trade of a symbol as the cache holds it. */
export interface CachedPrice {
  readonly symbol: string;
  readonly instrumentId: string;
  readonly price: string;
  readonly quantity: string;
  /** ns since 1970 UTC. */
  readonly at: string;
  readonly position: string;
}

export function priceKey(symbol: string): string {
  return `price:${symbol}`;
}

/**
 * Keeps `price:<symbol>` in Redis. A cache: what cannot be written is dropped and said in the log; readers fall back to
 * the read model.
 */
export class LatestPriceCache {
  readonly #redis: Redis;
  readonly #logger: Logger;
  readonly #symbols = new Map<InstrumentId, string>();

  constructor(redis: Redis, logger: Logger) {
    this.#redis = redis;
    this.#logger = logger;
  }

  /** Makes an instrument's symbol known. */
  learn(instrumentId: InstrumentId, symbol: string): void {
    this.#symbols.set(instrumentId, symbol);
  }

  async apply(facts: readonly RecordedFact[]): Promise<void> {
    const latest = new Map<string, CachedPrice>();
    for (const { fact, at, position } of facts) {
      if (fact.type === 'InstrumentListed') this.learn(fact.data.instrumentId, fact.data.symbol);
      if (fact.type !== 'TradeExecuted') continue;
      const { instrumentId, price, quantity } = fact.data;
      const symbol = this.#symbols.get(instrumentId);
      if (symbol === undefined) continue;
      const exact = {
        price: formatDecimal(price),
        quantity: `${quantity}`,
        at: `${at}`,
        position: `${position}`,
      };
      latest.set(symbol, { symbol, instrumentId, ...exact });
    }
    if (latest.size > 0) await this.#write([...latest.values()]);
  }

  async #write(prices: readonly CachedPrice[]): Promise<void> {
    const pipeline = this.#redis.pipeline();
    for (const price of prices)
      pipeline.set(priceKey(price.symbol), JSON.stringify(price), 'EX', PRICE_TTL_SECONDS);
    try {
      await pipeline.exec();
    } catch (error) {
      this.#logger.warn({ err: error }, 'the price cache is behind');
    }
  }
}
