/** Bits of `MarketUpdate.flags`, 16 at most. */
export const UpdateFlag = {
  /** The event that began with this sequence is complete: books are whole again and may be shown. */
  LAST: 0x1,
  /** Part of a picture of what is, not something that has just happened. */
  SNAPSHOT: 0x2,
  /** Something was lost before this update: the source's books are doubtful until a CLEAR. */
  GAP_BEFORE: 0x4,
  /** The feed says itself that the time of receipt or the book may be wrong. */
  DOUBTFUL: 0x10,
  /** The update concerns every instrument of the source; `instrument` is 0. */
  WHOLE_MARKET: 0x20,
  /** The exchange's time is not in the feed; that of receipt stands in for it. */
  NO_EXCHANGE_TIME: 0x40,
} as const;
