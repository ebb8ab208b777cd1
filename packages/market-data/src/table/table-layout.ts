// The market as rows in shared memory, one for each instrument, 32 words of 32 bits, as the machine orders bytes:
//   0      version: odd while the row is written, and another one behind every write
//   1      flags, see RowFlag and the shifts below
//   2, 3   sources at the best bid and at the best ask, as bits
//   4      day in New York, days since 1970-01-01
//   5      zero
//   6–31   thirteen doubles of two words each, in the order of ROW_NUMBERS
// No field is wider than a word, since the language allows a wider one to be read half old and half new.

/** Bytes of a row. */
export const ROW_BYTES = 128;
export const ROW_WORDS: number = ROW_BYTES / 4;

export const RowWord = {
  VERSION: 0,
  FLAGS: 1,
  BID_VENUES: 2,
  ASK_VENUES: 3,
  DATE: 4,
  NUMBERS: 6,
} as const;

/** Numbers of a row: prices and turnover in 1/10 000 USD, sizes and volume in units, times in ns since midnight. */
export const ROW_NUMBERS = [
  'bidPrice',
  'bidSize',
  'askPrice',
  'askSize',
  'last',
  'lastQuantity',
  'lastOffset',
  'open',
  'high',
  'low',
  'volume',
  'turnover',
  'previousClose',
] as const;
export type RowNumber = (typeof ROW_NUMBERS)[number];

/** Words that the numbers take. */
export const NUMBER_WORDS: number = 2 * ROW_NUMBERS.length;

/** Bits of the flags that say which numbers mean something. */
export const RowFlag = { HAS_LAST: 0x1, HAS_PREVIOUS: 0x2, HAS_RANGE: 0x4 } as const;

/** Where the codes of StaleReason, QuoteCondition and MarketStatus stand in the flags, four bits each. */
export const STALE_SHIFT = 4;
export const CONDITION_SHIFT = 8;
export const STATUS_SHIFT = 12;
export const CODE_MASK = 0xf;

/** Bytes of a table of so many instruments. */
export function tableBytes(instruments: number): number {
  return instruments * ROW_BYTES;
}
