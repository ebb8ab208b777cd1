// A command and an event are one 64-byte slot each: sixteen int32 words, of which word 0 belongs to the ring.
// Users take the offsets apart into constants of their own module, which V8 can fold.

/** int32 words per ring slot. */
export const SLOT_WORDS = 16;
/** `slot << SLOT_SHIFT` is the slot's first word. */
export const SLOT_SHIFT = 4;

/** Offsets of a command's words. A word serves several kinds; what each kind carries stands in `command-encoder.ts`. */
export const CommandWord = {
  /** kind | the order's description << 8 (see `description.ts`) | FOREIGN | flags << 24 */
  HEAD: 1,
  TOKEN: 2,
  SYMBOL: 3,
  REF: 4,
  HANDLE: 5,
  QUANTITY: 6,
  PRICE: 7,
  STOP_PRICE: 8,
  DISPLAY: 9,
  MINIMUM: 10,
  STP_GROUP: 11,
  EXPIRY: 12,
  SEQUENCE_LO: 13,
  SEQUENCE_HI: 14,
  SHOWN: 15,
} as const;

/** Bit of a command's head: it comes from another thread than the one that owns the engine. */
export const FOREIGN: number = 1 << 21;

/** Bits of a command's flags. */
export const CommandFlag = {
  /** UNCROSS only tells the indicative result. */
  INDICATIVE: 2,
  /** EXPIRE also ends DAY orders. */
  DAY: 4,
  /** RESTORE_ORDER: a stop that has been triggered. */
  TRIGGERED: 8,
} as const;

/** Offsets of an event's words; `EngineEvent` names them. Only the words that its kind uses are written. */
export const EventWord = {
  /** kind | reason << 8 | flags << 16 | side << 24 */
  HEAD: 1,
  TOKEN: 2,
  SYMBOL: 3,
  REF: 4,
  HANDLE: 5,
  PRICE: 6,
  QUANTITY: 7,
  LEAVES: 8,
  SHOWN: 9,
  SEQUENCE_LO: 10,
  SEQUENCE_HI: 11,
  MAKER_REF: 12,
  MAKER_HANDLE: 13,
  MAKER_LEAVES: 14,
  MAKER_SHOWN: 15,
} as const;

/** Replace leaves the order's display quantity as it is. */
export const KEEP_DISPLAY = -1;

const TWO_POW_32 = 4_294_967_296;

/** A 53-bit sequence from its two words. */
export const joinSequence = (hi: number, lo: number): number => hi * TWO_POW_32 + (lo >>> 0);
/** High word of a 53-bit sequence. */
export const highWord = (sequence: number): number => Math.floor(sequence / TWO_POW_32);
/** Low word of a 53-bit sequence, as int32. */
export const lowWord = (sequence: number): number => (sequence % TWO_POW_32) | 0;
