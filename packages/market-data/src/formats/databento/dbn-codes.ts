// Codes of DBN records (github.com/databento/dbn, rust/dbn/src/enums.rs and flags.rs).

export const RecordType = { TRADE: 0x00, MBP_1: 0x01, SYMBOL_MAPPING: 0x16, MBO: 0xa0 } as const;

/** A, C, M, R, T, F and N. */
export const Action = {
  ADD: 0x41,
  CANCEL: 0x43,
  MODIFY: 0x4d,
  CLEAR: 0x52,
  TRADE: 0x54,
  FILL: 0x46,
  NONE: 0x4e,
} as const;

/** B, A and N. */
export const Side = { BID: 0x42, ASK: 0x41, NONE: 0x4e } as const;

export const DbnFlag = {
  /** The last record of the event in this instrument. */
  LAST: 0x80,
  SNAPSHOT: 0x20,
  BAD_TS_RECV: 0x08,
  MAYBE_BAD_BOOK: 0x04,
} as const;

/** Upper half of the largest signed 64-bit number, which stands for no price. */
export const NO_PRICE_HIGH = 0x7f_ff_ff_ff;
