import { OrderWord } from '../book/order-pool.ts';

/** 'BWEB', read as a little-endian int32. */
export const MAGIC = 0x42455742;
export const VERSION = 1;

/** int32 words before the body: magic, version, words in all, CRC-32 of the body. */
export const HEADER_WORDS = 4;

/** Words of an order record that a snapshot holds, after the slot; links and level follow from the order of the records. */
export const ORDER_WORDS: readonly number[] = [
  OrderWord.META,
  OrderWord.SHOWN,
  OrderWord.HIDDEN,
  OrderWord.PRICE,
  OrderWord.REF,
  OrderWord.STP_GROUP,
  OrderWord.SEQUENCE_LO,
  OrderWord.SEQUENCE_HI,
  OrderWord.ORDERED,
  OrderWord.SYMBOL,
  OrderWord.DISPLAY,
  OrderWord.STOP_PRICE,
  OrderWord.EXPIRY,
];
