/** How long the cache keeps what nobody has written again, seconds. */
export const CACHE_TTL_SECONDS = 60;

/** The last trade of a symbol as the cache holds it: decimals and integers as text. */
export interface CachedPrice {
  readonly symbol: string;
  readonly instrumentId: string;
  readonly price: string;
  readonly quantity: string;
  /** ns since 1970 UTC. */
  readonly at: string;
  /** Commit position as of which it is so. */
  readonly position: string;
}

/** One side of the top of a book. */
export interface CachedLevel {
  readonly price: string;
  readonly quantity: string;
  readonly orders: number;
}

/** The best prices of an instrument's book as the cache holds them; null: nobody asks for or offers any. */
export interface CachedTop {
  readonly bid: CachedLevel | null;
  readonly ask: CachedLevel | null;
  /** Commit position as of which it is so. */
  readonly position: string;
}

export function priceKey(symbol: string): string {
  return `price:${symbol}`;
}

export function bookKey(instrumentId: string): string {
  return `book:${instrumentId}`;
}
