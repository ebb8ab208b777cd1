// The bytes of a frame, little-endian throughout. `f64` is a double that holds a safe integer: it is read in one step,
// where a 64-bit integer would be a BigInt.
//
// Header, 48 bytes:
//   0  u32 magic "BWMU"      4  u16 version           6  u16 bytes of a record
//   8  u32 source           12  u32 number of records
//  16  f64 sequence of the first record
//  24  u32 day of sending   28  u32 zero              32  f64 nanoseconds of that day
//  40  u32 zero             44  u32 zero
//
// Record, 80 bytes:
//   0  u8 kind     1  u8 side     2  u8 action     3  u8 status
//   4  u16 flags   6  u16 reason  8  u32 instrument           12  u32 conditions
//  16  f64 sequence              24  f64 exchange nanoseconds 32  f64 receive nanoseconds
//  40  u16 exchange day          42  u16 receive day          44  u32 part
//  48  what the kind fills:
//      QUOTE, BAND   48 f64 bid price   56 f64 bid size   64 f64 ask price   72 f64 ask size
//      TRADE         48 f64 price       56 f64 quantity   64 u32 ×2 trade    72 u32 ×2 corrected trade
//      DELTA         48 f64 price       56 f64 quantity   64 u32 ×2 order    72 f64 remaining
//      LEVEL         48 f64 price       56 f64 quantity   64 zero            72 zero
//      STATUS, CLEAR 48 zero
//  Of two u32 the higher half comes first. Fields of another kind are zero.

export const FRAME_MAGIC = 0x55_4d_57_42;
export const FRAME_VERSION = 1;
export const HEADER_BYTES = 48;
export const RECORD_BYTES = 80;

/** Updates that a frame can hold: together under 1 MiB, the largest message that NATS takes by default. */
export const FRAME_UPDATES_MAX = 13_000;

export const HeaderField = {
  MAGIC: 0,
  VERSION: 4,
  RECORD_BYTES: 6,
  SOURCE: 8,
  COUNT: 12,
  FIRST_SEQUENCE: 16,
  SENT_DAY: 24,
  SENT_NANOS: 32,
} as const;

export const RecordField = {
  KIND: 0,
  SIDE: 1,
  ACTION: 2,
  STATUS: 3,
  FLAGS: 4,
  REASON: 6,
  INSTRUMENT: 8,
  CONDITIONS: 12,
  SEQUENCE: 16,
  EXCHANGE_NANOS: 24,
  RECEIVE_NANOS: 32,
  EXCHANGE_DAY: 40,
  RECEIVE_DAY: 42,
  PART: 44,
  A: 48,
  B: 56,
  C: 64,
  D: 72,
} as const;

/** Bytes of a frame of so many updates. */
export function frameBytes(updates: number): number {
  return HEADER_BYTES + updates * RECORD_BYTES;
}
