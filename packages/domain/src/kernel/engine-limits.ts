/**
 * What the matching engine can hold and count. The engine is built by these numbers and the rules refuse by them, so that
 * nothing is accepted that a book cannot do.
 */
export const ENGINE_LIMITS = {
  /** Prices are counted in ticks, in a signed 32-bit integer; the two highest values are sentinels of the book. */
  priceTicks: 2 ** 31 - 3,
  /** Shares or contracts of one order, a signed 32-bit integer. */
  quantity: 2 ** 31 - 1,
  /** A reserve order shows its quantity in at most so many tranches, which bounds what one command can cause. */
  tranches: 1_000,
  /** Venues that quote beside the book. */
  venues: 16,
  /** Instruments of one partition that have a book at the same time. */
  symbols: 1_048_576,
} as const;
