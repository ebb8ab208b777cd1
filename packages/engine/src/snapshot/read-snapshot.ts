import { sideOf } from '../protocol/description.ts';
import { crc32 } from 'node:zlib';
import { ExternalQuotes } from '../book/external-quotes.ts';
import { MatchingEngine } from '../book/matching-engine.ts';
import { obtainSegment } from '../book/book-memory.ts';
import { OrderState, OrderWord, stateOf } from '../book/order-pool.ts';
import { append } from '../book/queue.ts';
import { SymbolBook } from '../book/symbol-book.ts';
import { MAX_VENUES, type Phase, type Side } from '../protocol/codes.ts';
import type { EventSink } from '../protocol/event-sink.ts';
import { SnapshotError } from './errors.ts';
import { HEADER_WORDS, MAGIC, ORDER_WORDS, VERSION } from './layout.ts';

const { SHIFT, NEXT, META, PRICE, REF, STOP_PRICE } = OrderWord;

/** Reads int32 words in turn; running past the end is corruption that the checksum did not see. */
class WordReader {
  readonly #words: Int32Array;
  #at: number;

  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#at = at;
  }

  next(): number {
    const word = this.#words[this.#at++];
    if (word === undefined) throw corrupt('it ends too early');
    return word;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#words.length;
  }
}

const corrupt = (detail: string): SnapshotError =>
  new SnapshotError('ENGINE_SNAPSHOT_CORRUPT', `the snapshot is corrupt: ${detail}`);

/**
 * An engine in the state that the snapshot holds, writing to `out`. `capacity` are the engine's own limits: the handles
 * in the snapshot are only good for the same order capacity. Throws SnapshotError.
 */
export const readSnapshot = (
  bytes: Uint8Array,
  capacity: { readonly orders: number; readonly symbols: number },
  out: EventSink,
): MatchingEngine => {
  const reader = new WordReader(checkedWords(bytes), HEADER_WORDS);
  const orders = reader.next();
  const symbols = reader.next();
  if (orders !== capacity.orders || symbols > capacity.symbols) {
    const limits = `${orders} orders and ${symbols} symbols, not ${capacity.orders} and ${capacity.symbols}`;
    throw new SnapshotError(
      'ENGINE_SNAPSHOT_CAPACITY',
      `the snapshot is of an engine for ${limits}`,
    );
  }
  const engine = new MatchingEngine(capacity, out);
  readFreeSlots(reader, engine);
  for (let books = reader.next(); books > 0; books--) readBook(reader, engine);
  if (engine.orders.count !== engine.orders.highWater - countFree(engine)) {
    throw corrupt('orders and free slots do not add up');
  }
  if (!reader.isAtEnd) throw corrupt('it goes on after its end');
  return engine;
};

const checkedWords = (bytes: Uint8Array): Int32Array => {
  const header = HEADER_WORDS * Int32Array.BYTES_PER_ELEMENT;
  if (bytes.byteLength < header || bytes.byteLength % Int32Array.BYTES_PER_ELEMENT !== 0) {
    throw new SnapshotError('ENGINE_SNAPSHOT_FORMAT', 'these bytes are no snapshot of an engine');
  }
  // A copy, for the bytes may start anywhere in their buffer.
  const copy = bytes.slice();
  const words = new Int32Array(copy.buffer);
  if (words[0] !== MAGIC) {
    throw new SnapshotError('ENGINE_SNAPSHOT_FORMAT', 'these bytes are no snapshot of an engine');
  }
  if (words[1] !== VERSION) {
    const versions = `version ${words[1]}, this engine reads ${VERSION}`;
    throw new SnapshotError('ENGINE_SNAPSHOT_VERSION', `the snapshot has ${versions}`);
  }
  if (words[2] !== words.length) throw corrupt('its length is not the one it states');
  if (words[3] !== (crc32(copy.subarray(header)) | 0)) throw corrupt('its checksum does not match');
  return words;
};

const readFreeSlots = (reader: WordReader, engine: MatchingEngine): void => {
  const { orders } = engine;
  orders.highWater = reader.next();
  if (orders.highWater < 0 || orders.highWater > orders.capacity) throw corrupt('too many slots');
  let tail = 0;
  for (let free = reader.next(); free > 0; free--) {
    const slot = unusedSlot(reader, engine);
    orders.words[(slot << SHIFT) | META] = reader.next();
    if (tail === 0) orders.freeHead = slot;
    else orders.words[(tail << SHIFT) | NEXT] = slot;
    tail = slot;
  }
};

/** The next slot number; a slot that was read before has a generation already. */
const unusedSlot = (reader: WordReader, engine: MatchingEngine): number => {
  const slot = reader.next();
  if (slot < 1 || slot > engine.orders.highWater) throw corrupt('a slot is out of range');
  if (engine.orderWords[(slot << SHIFT) | META] !== 0) throw corrupt('a slot is used twice');
  return slot;
};

const countFree = (engine: MatchingEngine): number => {
  let count = 0;
  for (let slot = engine.orders.freeHead; slot !== 0; count++) {
    slot = engine.orderWords[(slot << SHIFT) | NEXT]!;
  }
  return count;
};

const readBook = (reader: WordReader, engine: MatchingEngine): void => {
  const symbol = reader.next();
  if (symbol < 0 || symbol >= engine.capacity.symbols) throw corrupt('a symbol is out of range');
  const windowTicks = reader.next();
  const roundLot = reader.next();
  const priceIncrement = reader.next();
  const parameters = { windowTicks, roundLot, priceIncrement };
  const { levels, windows } = engine;
  const segment = obtainSegment(engine.bookSegments, symbol);
  const book = new SymbolBook(symbol, parameters, levels, windows, segment);
  engine.enter(book);
  book.phase = reader.next() as Phase;
  book.lastPrice = reader.next();
  const lower = reader.next();
  book.setBands(lower, reader.next());
  book.sequenceLo = reader.next();
  book.sequenceHi = reader.next();
  book.tradeLo = reader.next();
  book.tradeHi = reader.next();
  readQuotes(reader, book);
  for (let orders = reader.next(); orders > 0; orders--) readOrder(reader, engine, book);
};

const readQuotes = (reader: WordReader, book: SymbolBook): void => {
  const count = reader.next();
  if (count !== 0) book.quotes = new ExternalQuotes(book.ladders);
  for (let i = 0; i < count; i++) {
    const index = reader.next();
    const side = Math.floor(index / MAX_VENUES) as Side;
    const price = reader.next();
    const quantity = reader.next();
    book.quotes.set(side, index % MAX_VENUES, price, quantity, book.lowerBand, book.upperBand);
  }
};

/** Orders come in priority order, so that each goes to the back of its level. */
const readOrder = (reader: WordReader, engine: MatchingEngine, book: SymbolBook): void => {
  const words = engine.orderWords;
  const slot = unusedSlot(reader, engine);
  const o = slot << SHIFT;
  for (const word of ORDER_WORDS) words[o | word] = reader.next();
  const meta = words[o | META]!;
  const side = sideOf(meta);
  const state = stateOf(meta);
  engine.orders.count++;
  if (engine.refs.find(words[o | REF]!) !== 0) throw corrupt('two orders have one ref');
  engine.refs.addFound(slot);
  if (state === OrderState.RESTING) {
    const ladder = book.ladder(side);
    append(engine, ladder.obtain(words[o | PRICE]! * ladder.sign), slot);
  } else if (state === OrderState.DORMANT) {
    const stops = book.stops(side);
    append(engine, stops.obtain(words[o | STOP_PRICE]! * stops.sign), slot);
  } else if (state === OrderState.QUEUED) {
    append(engine, book.queue(side), slot);
  } else {
    throw corrupt('an order stands nowhere');
  }
};
