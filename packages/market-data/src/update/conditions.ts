/**
 * Bits of `MarketUpdate.conditions`: how a trade came about, which decides what it may update (last, high and low, volume,
 * stops). 31 at most, so that a mask stays a small integer. Feeds' own letters are translated by their readers.
 */
export const TradeCondition = {
  /** Nothing special. Alone, or none of the others would matter. */
  REGULAR: 0x1,
  /** Intermarket sweep order: counts as a regular trade. */
  INTERMARKET_SWEEP: 0x2,
  /** Less than a round lot. */
  ODD_LOT: 0x4,
  AVERAGE_PRICE: 0x8,
  /** Priced by something else than this instrument's market. */
  DERIVATIVELY_PRICED: 0x10,
  /** Contingent on another trade, qualified or not. */
  CONTINGENT: 0x20,
  /** At a price that was right earlier. */
  PRIOR_REFERENCE: 0x40,
  /** Before or after the regular session (Form T). */
  EXTENDED_HOURS: 0x80,
  /** Reported late or out of sequence. */
  OUT_OF_SEQUENCE: 0x100,
  OPENING_CROSS: 0x200,
  CLOSING_CROSS: 0x400,
  /** The auction that ends a halt, and that of an IPO. */
  REOPENING_CROSS: 0x800,
  /** A cross at another time. */
  CROSS: 0x1000,
  /** Against an order that the book did not show. */
  HIDDEN: 0x2000,
  /** Settles otherwise than regularly: cash, next day, seller's option. */
  SPECIAL_SETTLEMENT: 0x4000,
  /** The market centre's official open or close: information, not volume. */
  OFFICIAL_OPEN: 0x8000,
  OFFICIAL_CLOSE: 0x1_0000,
  /** Already counted in another report: never in volume. */
  NOT_PRINTED: 0x2_0000,
  /** A trade through exempt from the order protection rule. */
  TRADE_THROUGH_EXEMPT: 0x4_0000,
  /** The feed gave a condition that the reader does not know. */
  UNKNOWN: 0x4000_0000,
} as const;
