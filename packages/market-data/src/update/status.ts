/** What may be done in a market: `MarketUpdate.status`. */
export const MarketStatus = {
  UNKNOWN: 0,
  PRE_OPEN: 1,
  TRADING: 2,
  /** No trading and no new quotes, for news or by an authority. */
  HALTED: 3,
  /** A volatility pause: quotes are gathered for the auction that ends it. */
  PAUSED: 4,
  /** Orders may be entered, nothing trades yet. */
  QUOTE_ONLY: 5,
  /** One side of the national best quote is at a LULD band; trading goes on for 15 seconds at most. */
  LULD_LIMIT: 6,
  /** The market-wide circuit breaker, by the fall of the index: 7, 13 and 20 per cent. */
  MWCB_LEVEL_1: 7,
  MWCB_LEVEL_2: 8,
  MWCB_LEVEL_3: 9,
  POST_CLOSE: 10,
  CLOSED: 11,
  /** The session of the feed itself has begun, or nothing more will come. */
  FEED_BEGINS: 12,
  FEED_ENDS: 13,
} as const;
export type MarketStatus = (typeof MarketStatus)[keyof typeof MarketStatus];

/** Why the market is so: `MarketUpdate.reason`. */
export const StatusReason = {
  NONE: 0,
  NEWS_PENDING: 1,
  NEWS_RELEASED: 2,
  LULD_PAUSE: 3,
  MARKET_WIDE: 4,
  REGULATORY: 5,
  IPO: 6,
  CORPORATE_ACTION: 7,
  /** The exchange's systems. */
  OPERATIONAL: 8,
  SHORT_SALE_RESTRICTION: 9,
  OTHER: 10,
} as const;
export type StatusReason = (typeof StatusReason)[keyof typeof StatusReason];
