import { alignedInts } from './aligned-ints.ts';

/** Levels of one side that stand in its symbol's record: as many keys as a cache line holds, and their levels in the next. */
export const LISTED_ROOM = 16;

/** Offsets of the head of one side, four words. */
export const HeadWord = {
  /** `NO_KEY` when the side is empty. */
  BEST_KEY: 0,
  BEST_LEVEL: 1,
  /** Best key at which an external venue quotes on the side, or `NO_KEY`. */
  QUOTE_KEY: 2,
  /** Levels in the record's list, or `SPREAD`. */
  LISTED: 3,
  WORDS: 4,
} as const;

/** `LISTED` of a side whose levels are in window and far list, because there are or were too many for the record. */
export const SPREAD = -1;

/** Offsets of one symbol's words: the line that every command reads, the lists of bids and asks, the line of takers, stops. */
export const BookWord = {
  PHASE: 0,
  LOWEST_PRICE: 1,
  HIGHEST_PRICE: 2,
  PRICE_INCREMENT: 3,
  SEQUENCE_LO: 4,
  SEQUENCE_HI: 5,
  /** Head of side s at `HEADS + HeadWord.WORDS * s`. */
  HEADS: 8,
  /** List of side s, its keys and then its levels, at `LISTS + 2 * LISTED_ROOM * s`. */
  LISTS: 16,
  LAST_PRICE: 80,
  PRINT_LOW: 81,
  PRINT_HIGH: 82,
  TRADE_LO: 83,
  TRADE_HI: 84,
  ROUND_LOT: 85,
  /** Heads and lists of the dormant stops, by the side of the order. */
  STOP_HEADS: 88,
  STOP_LISTS: 96,
  /** Ten cache lines, of which a symbol without stops never touches the last four. */
  WORDS: 160,
} as const;

/** Symbols of one segment, a power of two: 640 kB of them at a time are taken, as symbols come. */
const SEGMENT_SYMBOLS = 1_024;
const SEGMENT_SHIFT = Math.log2(SEGMENT_SYMBOLS);

/** Which segment has a symbol's record. */
export const segmentOf = (symbol: number): number => symbol >>> SEGMENT_SHIFT;

/** The first word of a symbol's record in its segment. */
export const recordAt = (symbol: number): number =>
  Math.imul(symbol & (SEGMENT_SYMBOLS - 1), BookWord.WORDS);

/**
 * What the commonest commands touch of symbols: neighbours in memory, whatever the collector moves. A segment never moves once
 * it is there.
 * @returns the segment that has a symbol's record, made with all before it if there is none.
 */
export const obtainSegment = (segments: Int32Array[], symbol: number): Int32Array => {
  while (segments.length <= segmentOf(symbol))
    segments.push(alignedInts(SEGMENT_SYMBOLS * BookWord.WORDS));
  return segments[segmentOf(symbol)]!;
};
