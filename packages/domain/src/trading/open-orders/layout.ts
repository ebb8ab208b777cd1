import { invariant } from '../../kernel/invariant.ts';
import {
  CAPACITIES,
  ORDER_TYPES,
  POSITION_EFFECTS,
  SELF_TRADE_MODES,
  SIDES,
  TIMES_IN_FORCE,
} from '../../orders/terms.ts';

// How an open order lies in memory: one row of 128 bytes, 32 words of 32 bits, of which pairs are numbers of 64 bits.

/** Words of a row. */
export const ROW_WORDS = 32;
/** 64-bit numbers of a row: each lies on two words. */
export const ROW_LONGS = 16;

/** Words: the id (four of them), numbers of account and instrument, what is written in bits, the last day of a GTD order. */
export const WORD = { ID: 0, ACCOUNT: 4, INSTRUMENT: 5, BITS: 6, EXPIRES: 7 } as const;

/** 64-bit numbers, behind the words. */
export const LONG = {
  QUANTITY: 4,
  LEAVES: 5,
  SHOWN: 6,
  LIMIT_PRICE: 7,
  RESERVED: 8,
  CLOSING: 9,
  ENTRY_SEQUENCE: 10,
  STOP_PRICE: 11,
  DISPLAY_QUANTITY: 12,
  MINIMUM_QUANTITY: 13,
} as const;

/** Some bits of the word `BITS`. */
export interface Bits {
  readonly shift: number;
  readonly mask: number;
}

let taken = 0;

function bits(count: number): Bits {
  const shift = taken;
  taken += count;
  invariant(taken <= 31, 'an open order has more bits than its word');
  return { shift, mask: (1 << count) - 1 };
}

/** The place in a list, as a number. @throws InvariantViolation where the list has grown out of its bits. */
function choice(count: number, list: readonly string[]): Bits {
  invariant(list.length <= 1 << count, `${list.join(', ')} do not fit ${count} bits`);
  return bits(count);
}

/** The same for a term that may be absent: zero is absent, one the first of the list. */
function optional(count: number, list: readonly string[]): Bits {
  return choice(count, ['', ...list]);
}

export const FLAGS = [false, true] as const;
const flag = (): Bits => optional(2, FLAGS.map(String));

export const BITS = {
  /** The row holds an order that is open. */
  OPEN: bits(1),
  SIDE: choice(2, SIDES),
  TYPE: choice(2, ORDER_TYPES),
  TIME_IN_FORCE: choice(3, TIMES_IN_FORCE),
  TRIGGERED: bits(1),
  SELF_TRADE: optional(3, SELF_TRADE_MODES),
  CAPACITY: optional(2, CAPACITIES),
  POSITION_EFFECT: optional(2, POSITION_EFFECTS),
  POST_ONLY: flag(),
  DO_NOT_REDUCE: flag(),
  NOT_HELD: flag(),
  DIRECTED: flag(),
  HAS_STOP_PRICE: bits(1),
  HAS_DISPLAY_QUANTITY: bits(1),
  HAS_MINIMUM_QUANTITY: bits(1),
  HAS_EXPIRES: bits(1),
  HAS_TEXTS: bits(1),
} as const;

/** All that decides what a row means: rows are read only where they were written under the same. */
export const LAYOUT: string = JSON.stringify([
  ROW_WORDS,
  WORD,
  LONG,
  BITS,
  [SIDES, ORDER_TYPES, TIMES_IN_FORCE, SELF_TRADE_MODES, CAPACITIES, POSITION_EFFECTS],
]);
