import type { Sql } from '@bellwether/platform/postgres';
import type { Redis } from '@bellwether/platform/redis';
import { parseDecimal } from '@bellwether/domain';
import type { Fact, RecordedFact } from '@bellwether/projections';
import type { DataOf } from '../log/fact-words.ts';
import type { ShownLevel, Tops } from '../log/shown-books.ts';
import type { Invariant } from '../result.ts';

interface CachedPrice {
  readonly symbol: string;
  readonly instrumentId: string;
  readonly price: string;
  /** Commit position as of which it is so. */
  readonly position: string;
}

interface CachedLevel {
  readonly price: string;
  readonly quantity: string;
  readonly orders: number;
}

interface CachedTop {
  readonly bid: CachedLevel | null;
  readonly ask: CachedLevel | null;
  readonly position: string;
}

/** Keys that are asked for at once. */
const PAGE = 500;

/** The cache, compared with the log as of the positions that it says what it has is of. It may have nothing. */
export class CacheAudit {
  /** By instrument. */
  readonly #prices = new Map<string, CachedPrice>();
  readonly #tops = new Map<string, CachedTop>();
  /** Price of the last trade up to the position that the cache names. */
  readonly #traded = new Map<string, bigint>();

  /** As of where best prices are cached, by instrument. */
  get asked(): ReadonlyMap<string, bigint> {
    return new Map([...this.#tops].map(([id, { position }]) => [id, BigInt(position)]));
  }

  /** Takes note of what is cached now; the log that is read afterwards has all of it. */
  async begin(sql: Sql, redis: Redis): Promise<void> {
    const rows = await sql<{ id: string; symbol: string }[]>`
      select instrument_id as id, symbol from read_models.instruments`;
    if (rows.length > 0) await connected(redis);
    for (let at = 0; at < rows.length; at += PAGE) {
      const page = rows.slice(at, at + PAGE);
      const prices = await redis.mget(page.map(({ symbol }) => `price:${symbol}`));
      const tops = await redis.mget(page.map(({ id }) => `book:${id}`));
      for (const [i, { id }] of page.entries()) {
        const price = read<CachedPrice>(prices[i]);
        if (price !== undefined) this.#prices.set(price.instrumentId, price);
        const top = read<CachedTop>(tops[i]);
        if (top !== undefined) this.#tops.set(id, top);
      }
    }
  }

  add(facts: readonly RecordedFact[]): void {
    for (const { fact, position } of facts) {
      if (!isOfPrice(fact)) continue;
      const { instrumentId } = fact.data;
      const cached = this.#prices.get(instrumentId);
      if (cached === undefined || position > BigInt(cached.position)) continue;
      if (fact.type === 'TradeExecuted' || fact.type === 'OrderExecuted')
        this.#traded.set(instrumentId, fact.data.price);
      else {
        const before = this.#traded.get(instrumentId);
        if (before !== undefined) this.#traded.set(instrumentId, adjusted(before, fact.data));
      }
    }
  }

  /** @param shown best prices as of `asked`. */
  conclude(invariant: Invariant, shown: ReadonlyMap<string, Tops>): void {
    for (const { symbol, instrumentId, price, position } of this.#prices.values()) {
      const traded = this.#traded.get(instrumentId);
      invariant.count('cached prices');
      invariant.check(
        parseDecimal(price) === traded,
        () =>
          `${symbol}: ${price} is cached as of ${position}, where the last trade was at ${traded}`,
      );
    }
    for (const [instrumentId, { bid, ask, position }] of this.#tops) {
      const tops = shown.get(instrumentId);
      invariant.count('cached best prices');
      for (const [side, cached, level] of [
        ['bid', bid, tops?.bid],
        ['offer', ask, tops?.ask],
      ] as const)
        invariant.check(
          cachedText(cached) === levelText(level),
          () =>
            `${instrumentId}: ${side} ${cachedText(cached)} is cached as of ${position}, where the book showed ${levelText(level)}`,
        );
    }
  }
}

type OfPrice =
  | 'TradeExecuted'
  | 'OrderExecuted'
  | 'CorporateActionApplied'
  | 'OptionSeriesAdjusted';

function isOfPrice(fact: Fact): fact is Extract<Fact, { readonly type: OfPrice }> {
  const { type } = fact;
  return (
    type === 'TradeExecuted' ||
    type === 'OrderExecuted' ||
    type === 'CorporateActionApplied' ||
    type === 'OptionSeriesAdjusted'
  );
}

/**
 * What a price of before an action is worth behind it: by shares to the nearest unit, or less the dividend, or what was spun
 * off, where there is as much.
 */
function adjusted(price: bigint, terms: Partial<DataOf<'CorporateActionApplied'>>): bigint {
  const { newShares, oldShares, priceFall, amount = priceFall, otherInstrumentId } = terms;
  if (newShares !== undefined && oldShares !== undefined && otherInstrumentId === undefined) {
    const doubled = (2n * price * BigInt(oldShares)) / BigInt(newShares);
    return (doubled + 1n) / 2n;
  }
  return amount === undefined || amount >= price ? price : price - amount;
}

function read<T>(text: string | null | undefined): T | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as T);
}

/** The connection fails what comes before it is there. */
async function connected(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const signal = AbortSignal.timeout(5_000);
  await new Promise<void>((resolve, reject) => {
    redis.once('ready', resolve);
    signal.addEventListener('abort', () => reject(new Error('Redis does not answer')), {
      once: true,
    });
  });
}

function cachedText(level: CachedLevel | null): string {
  if (level === null) return 'nothing';
  return `${level.quantity} at ${parseDecimal(level.price)} of ${level.orders}`;
}

function levelText(level: ShownLevel | undefined): string {
  return level === undefined ? 'nothing' : `${level.quantity} at ${level.price} of ${level.orders}`;
}
