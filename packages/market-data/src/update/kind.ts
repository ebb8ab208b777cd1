/** What an update tells. Which fields it fills stands at MarketUpdate. */
export const UpdateKind = {
  /** Best bid and ask of the source in this instrument; a side without orders has price 0 and size 0. */
  QUOTE: 1,
  /** A trade, or what became of an earlier one: ADD a new one, CHANGE a correction, DELETE a cancel. */
  TRADE: 2,
  /** A single order of the book: ADD, CHANGE, DELETE or EXECUTE. The trade of an EXECUTE is an update of its own. */
  DELTA: 3,
  /** The size at one price of the book, absolute: CHANGE, or DELETE when nothing is left. */
  LEVEL: 4,
  /** What may be done with the instrument, or with the whole market: see MarketStatus. */
  STATUS: 5,
  /** Prices beyond which the instrument may not trade now, as of LULD. */
  BAND: 6,
  /** The book of the instrument is empty now. With SNAPSHOT among the flags, its content follows. */
  CLEAR: 7,
} as const;
export type UpdateKind = (typeof UpdateKind)[keyof typeof UpdateKind];
