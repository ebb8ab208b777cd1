import type { ConsolidatedMarket } from '@bellwether/domain';
import type { Redis } from '@bellwether/platform/redis';

/** Quotes are at most so old, ms. */
const FRESH_MS = 250;

/** The market of a symbol as the cache had it when it was read; undefined: it had nothing. */
export interface Quote {
  readonly market: ConsolidatedMarket | undefined;
  /** When, of this process's monotonic clock, ms. */
  readonly readAt: number;
}

/** What the service of market data keeps under `nbbo:<symbol>` and `last:<symbol>`: digits, 1/10 000 USD. */
interface Cached {
  readonly bid?: string | null;
  readonly ask?: string | null;
  readonly last?: string | null;
  readonly stale: string | null;
  readonly crossed?: boolean;
  readonly eventTime: string | null;
}

/**
 * Reads the quotes of symbols of which those at hand are too old, in one request. A cache that is away, or has nothing, is
 * as if no feed told of them: other prices count.
 * @param known is filled. @returns whether something was read.
 */
export async function quotesOf(
  redis: Pick<Redis, 'mget'> | undefined,
  symbols: readonly string[],
  known: Map<string, Quote>,
): Promise<boolean> {
  const now = performance.now();
  const due = symbols.filter(
    (symbol) => !(now - (known.get(symbol)?.readAt ?? -Infinity) < FRESH_MS),
  );
  if (redis === undefined || due.length === 0) return false;
  const keys = due.flatMap((symbol) => [`nbbo:${symbol}`, `last:${symbol}`]);
  const values = await redis.mget(keys).catch(() => []);
  const readAt = performance.now();
  due.forEach((symbol, i) => {
    const market = marketOf(parsed(values[2 * i]), parsed(values[2 * i + 1]));
    known.set(symbol, { market, readAt });
  });
  return true;
}

function marketOf(
  best: Cached | undefined,
  day: Cached | undefined,
): ConsolidatedMarket | undefined {
  const newest = best ?? day;
  if (newest?.eventTime === undefined || newest.eventTime === null) return undefined;
  return {
    bid: digits(best?.bid),
    ask: digits(best?.ask),
    last: digits(day?.last),
    stale: newest.stale !== null,
    crossed: best?.crossed === true,
    at: BigInt(newest.eventTime),
  };
}

/** @returns undefined where there is nothing, or nothing of ours. */
function parsed(value: string | null | undefined): Cached | undefined {
  try {
    return (JSON.parse(value ?? 'null') as Cached | null) ?? undefined;
  } catch {
    return undefined;
  }
}

const digits = (text: string | null | undefined): bigint | undefined =>
  typeof text === 'string' ? BigInt(text) : undefined;
