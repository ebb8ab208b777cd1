import { crc32 } from 'node:zlib';
import type { EngineState } from '../book/engine-state.ts';
import { OrderWord } from '../book/order-pool.ts';
import type { SymbolBook } from '../book/symbol-book.ts';
import { forEachOrder } from '../book/walk.ts';
import { MAX_VENUES } from '../protocol/codes.ts';
import { WordWriter } from './word-writer.ts';
import { HEADER_WORDS, MAGIC, ORDER_WORDS, VERSION } from './layout.ts';

const { SHIFT, NEXT, META } = OrderWord;

/**
 * The engine's whole state between two commands: symbols, orders in priority order, and the free list, so that an engine
 * restored from it issues the same handles and goes on to give the same events. A header with version and CRC-32 guards it.
 */
export const writeSnapshot = (engine: EngineState): Uint8Array => {
  const words = new WordWriter();
  words.push(0, 0, 0, 0, engine.capacity.orders, engine.capacity.symbols);
  writeFreeSlots(engine, words);
  const books = engine.books.filter((book) => book !== undefined);
  words.push(books.length);
  for (const book of books) writeBook(engine, book, words);
  const image = words.toImage();
  const body = new Uint8Array(image.buffer, HEADER_WORDS * Int32Array.BYTES_PER_ELEMENT);
  image.set([MAGIC, VERSION, image.length, crc32(body)]);
  return new Uint8Array(image.buffer);
};

/** Highest slot used, then the free slots in the order of their reuse, each with its generation. */
const writeFreeSlots = (engine: EngineState, words: WordWriter): void => {
  const { highWater, count } = engine.orders;
  words.push(highWater, highWater - count);
  let slot = engine.orders.freeHead;
  while (slot !== 0) {
    words.push(slot, engine.orderWords[(slot << SHIFT) | META]!);
    slot = engine.orderWords[(slot << SHIFT) | NEXT]!;
  }
};

const writeBook = (engine: EngineState, book: SymbolBook, words: WordWriter): void => {
  const { windowTicks, roundLot, priceIncrement } = book.parameters;
  words.push(book.symbol, windowTicks, roundLot, priceIncrement, book.phase, book.lastPrice);
  words.push(book.lowerBand, book.upperBand, book.sequenceLo, book.sequenceHi);
  words.push(book.tradeLo, book.tradeHi);
  const quotes: number[] = [];
  for (let index = 0; index < 2 * MAX_VENUES; index++) {
    const quantity = book.quotes.quantities[index]!;
    if (quantity !== 0) quotes.push(index, book.quotes.prices[index]!, quantity);
  }
  words.push(quotes.length / 3, ...quotes);
  const countAt = words.length;
  let count = 0;
  words.push(0);
  forEachOrder(engine, book, (slot) => {
    count++;
    words.push(slot);
    for (const word of ORDER_WORDS) words.push(engine.orderWords[(slot << SHIFT) | word]!);
  });
  words.set(countAt, count);
};
