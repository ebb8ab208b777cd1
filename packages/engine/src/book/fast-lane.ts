// The short way for the commonest commands: a plain limit order that only comes to rest, and the cancel of an order in the
// book. The filters below say yes only where the general rules would do exactly this; whatever they leave goes the general
// way, which alone knows refusals and special orders. Written for the compiler: one array access per word, no detours.
import { CancelReason, EventKind, Phase, type Side } from '../protocol/codes.ts';
import { CommandWord, EventWord, SLOT_WORDS } from '../protocol/layout.ts';
import { BookWord, HeadWord, LISTED_ROOM, recordAt, segmentOf } from './book-memory.ts';
import { foreignIn } from './command-head.ts';
import type { EngineState } from './engine-state.ts';
import { LevelWord } from './level-pool.ts';
import { obtainListed, removeListed } from './listed-levels.ts';
import { OrderState, OrderWord } from './order-pool.ts';
import { unlink } from './queue.ts';
import type { SymbolBook } from './symbol-book.ts';

const B = BookWord;
const C = CommandWord;
const E = EventWord;
const O = OrderWord;
const { SHIFT } = OrderWord;
const { HEAD, TAIL, COUNT } = LevelWord;
const LEVEL_SHIFT = LevelWord.SHIFT;
const { BEST_KEY, QUOTE_KEY, LISTED } = HeadWord;
const { CONTINUOUS } = Phase;
const { ACCEPTED, RESTED, CANCELLED, COMPLETED } = EventKind;
const STATE_MASK = 15 << 12;
const RESTING = OrderState.RESTING << 12;
const LAST_REASON = CancelReason.RISK;

/** Of a command's head: everything but side, STP mode, and the choice of DAY or GTC. */
const PLAIN_MASK = 0xff10_ee00 | 0;
/** A limit order, not post-only, well-formed, without flags. */
const PLAIN_LIMIT = 1 << 10;

/** Accepts and rests a plain limit order, with its three events; false, with nothing done, when the order is anything else. */
export const restPlainLimit = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): boolean => {
  const head = words[at | C.HEAD]!;
  const price = words[at | C.PRICE]!;
  const symbol = words[at | C.SYMBOL]!;
  const books = engine.bookSegments[segmentOf(symbol)]!;
  const b = recordAt(symbol);
  if ((head & PLAIN_MASK) !== PLAIN_LIMIT || books[b + B.PHASE] !== CONTINUOUS) return false;
  if ((words[at | C.STOP_PRICE]! | words[at | C.DISPLAY]! | words[at | C.MINIMUM]!) !== 0)
    return false;
  if (words[at | C.QUANTITY]! <= 0) return false;
  if (price < books[b + B.LOWEST_PRICE]! || price > books[b + B.HIGHEST_PRICE]!) return false;
  const increment = books[b + B.PRICE_INCREMENT]!;
  if (increment !== 1 && price % increment !== 0) return false;
  const side = (head >> 8) & 1;
  const other = headOf(b, side ^ 1);
  const limitKey = side === 0 ? price : -price;
  if (limitKey >= books[other + BEST_KEY]! || limitKey >= books[other + QUOTE_KEY]!) return false;
  if (engine.refs.find(words[at | C.REF]!) !== 0 || engine.orders.isFull) return false;
  const event = engine.out.claimRun(3);
  if (event < 0) return false;
  const slot = engine.orders.allocate();
  engine.refs.addFound(slot);
  const sequence = (books[b + B.SEQUENCE_LO]! + 1) | 0;
  books[b + B.SEQUENCE_LO] = sequence;
  if (sequence === 0) books[b + B.SEQUENCE_HI] = books[b + B.SEQUENCE_HI]! + 1;
  tellPlainLimit(engine, books, b, words, at, event, slot);
  const level = obtainLevel(engine, book, books, b, side, -limitKey);
  recordPlainLimit(engine, books, b, words, at, slot, level);
  return true;
};

/** What `PriceLadder.obtain` does, without a look at the ladder where the levels are few. */
const obtainLevel = (
  engine: EngineState,
  book: SymbolBook,
  books: Int32Array,
  b: number,
  side: number,
  key: number,
): number => {
  const head = headOf(b, side);
  if (books[head + LISTED]! >= 0) {
    const level = obtainListed(books, head, listOf(b, side), key, engine.levels);
    if (level !== 0) return level;
  }
  return book.ladder(side as Side).obtain(key);
};

/** First words of a side's head and list in the record at `b`. */
const headOf = (b: number, side: number): number => b + B.HEADS + HeadWord.WORDS * side;
const listOf = (b: number, side: number): number => b + B.LISTS + 2 * LISTED_ROOM * side;

const recordPlainLimit = (
  engine: EngineState,
  books: Int32Array,
  b: number,
  words: Int32Array,
  at: number,
  slot: number,
  level: number,
): void => {
  const orders = engine.orderWords;
  const levels = engine.levelWords;
  const o = slot << SHIFT;
  const l = level << LEVEL_SHIFT;
  const tail = levels[l | TAIL]!;
  const quantity = words[at | C.QUANTITY]!;
  orders[o | O.NEXT] = 0;
  orders[o | O.PREV] = tail;
  orders[o | O.SHOWN] = quantity;
  orders[o | O.HIDDEN] = 0;
  orders[o | O.PRICE] = words[at | C.PRICE]!;
  orders[o | O.LEVEL] = level;
  orders[o | O.REF] = words[at | C.REF]!;
  orders[o | O.META] =
    (orders[o | O.META]! & -65_536) | ((words[at | C.HEAD]! >> 8) & 0xfff) | RESTING;
  orders[o | O.STP_GROUP] = words[at | C.STP_GROUP]!;
  orders[o | O.SEQUENCE_LO] = books[b + B.SEQUENCE_LO]!;
  orders[o | O.SEQUENCE_HI] = books[b + B.SEQUENCE_HI]!;
  orders[o | O.ORDERED] = quantity;
  orders[o | O.SYMBOL] = words[at | C.SYMBOL]!;
  orders[o | O.DISPLAY] = 0;
  orders[o | O.STOP_PRICE] = 0;
  orders[o | O.EXPIRY] = 0;
  if (tail === 0) levels[l | HEAD] = slot;
  else orders[(tail << SHIFT) | O.NEXT] = slot;
  levels[l | TAIL] = slot;
  levels[l | COUNT] = levels[l | COUNT]! + 1;
  engine.totals[level << 1] = engine.totals[level << 1]! + quantity;
};

const tellPlainLimit = (
  engine: EngineState,
  books: Int32Array,
  b: number,
  words: Int32Array,
  at: number,
  event: number,
  slot: number,
): void => {
  const out = engine.out.words;
  const token = words[at | C.TOKEN]!;
  const ref = words[at | C.REF]!;
  const price = words[at | C.PRICE]!;
  const quantity = words[at | C.QUANTITY]!;
  const side = ((words[at | C.HEAD]! >> 8) & 1) << 24;
  const handle = engine.orders.handleOf(slot);
  const symbol = words[at | C.SYMBOL]!;
  const sequenceLo = books[b + B.SEQUENCE_LO]!;
  const sequenceHi = books[b + B.SEQUENCE_HI]!;
  const rested = event + SLOT_WORDS;
  const completed = rested + SLOT_WORDS;
  out[event] = 0;
  out[event | E.HEAD] = ACCEPTED | side;
  out[event | E.TOKEN] = token;
  out[event | E.SYMBOL] = symbol;
  out[event | E.REF] = ref;
  out[event | E.HANDLE] = handle;
  out[event | E.PRICE] = price;
  out[event | E.QUANTITY] = quantity;
  out[event | E.LEAVES] = quantity;
  out[event | E.SHOWN] = 0;
  out[event | E.SEQUENCE_LO] = sequenceLo;
  out[event | E.SEQUENCE_HI] = sequenceHi;
  out[rested] = 0;
  out[rested | E.HEAD] = RESTED | side;
  out[rested | E.TOKEN] = token;
  out[rested | E.SYMBOL] = symbol;
  out[rested | E.REF] = ref;
  out[rested | E.HANDLE] = handle;
  out[rested | E.PRICE] = price;
  out[rested | E.QUANTITY] = 0;
  out[rested | E.LEAVES] = quantity;
  out[rested | E.SHOWN] = quantity;
  out[rested | E.SEQUENCE_LO] = sequenceLo;
  out[rested | E.SEQUENCE_HI] = sequenceHi;
  out[completed] = 0;
  out[completed | E.HEAD] = COMPLETED | foreignIn(words[at | C.HEAD]!);
  out[completed | E.TOKEN] = token;
  out[completed | E.SYMBOL] = symbol;
  out[completed | E.REF] = ref;
};

/** Cancels an order in the book, with its two events; false, with nothing done, when the command is anything else. */
export const cancelResting = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): boolean => {
  const reason = words[at | C.HEAD]! >>> 24;
  const slot = engine.orders.resolve(
    words[at | C.HANDLE]!,
    words[at | C.REF]!,
    words[at | C.SYMBOL]!,
  );
  if (slot === 0 || reason === 0 || reason > LAST_REASON) return false;
  const meta = engine.orderWords[(slot << SHIFT) | O.META]!;
  if ((meta & STATE_MASK) !== RESTING) return false;
  const event = engine.out.claimRun(2);
  if (event < 0) return false;
  tellCancelled(engine, words, at, event, slot);
  const level = engine.orderWords[(slot << SHIFT) | O.LEVEL]!;
  if (unlink(engine, level, slot) === 0)
    removeLevel(engine, book, words[at | C.SYMBOL]!, meta & 1, level);
  engine.refs.remove(words[at | C.REF]!, slot);
  engine.orders.release(slot);
  return true;
};

/** What `PriceLadder.remove` does, without a look at the ladder where the levels are few. */
const removeLevel = (
  engine: EngineState,
  book: SymbolBook,
  symbol: number,
  side: number,
  level: number,
): void => {
  const books = engine.bookSegments[segmentOf(symbol)]!;
  const b = recordAt(symbol);
  const head = headOf(b, side);
  if (books[head + LISTED]! < 0) {
    book.ladder(side as Side).remove(level);
    return;
  }
  removeListed(books, head, listOf(b, side), engine.levels.keyOf(level));
  engine.levels.release(level);
};

const tellCancelled = (
  engine: EngineState,
  words: Int32Array,
  at: number,
  event: number,
  slot: number,
): void => {
  const out = engine.out.words;
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  const token = words[at | C.TOKEN]!;
  const ref = words[at | C.REF]!;
  const symbol = words[at | C.SYMBOL]!;
  const shown = orders[o | O.SHOWN]!;
  const completed = event + SLOT_WORDS;
  out[event] = 0;
  out[event | E.HEAD] =
    CANCELLED | ((words[at | C.HEAD]! >>> 24) << 8) | ((orders[o | O.META]! & 1) << 24);
  out[event | E.TOKEN] = token;
  out[event | E.SYMBOL] = symbol;
  out[event | E.REF] = ref;
  out[event | E.HANDLE] = words[at | C.HANDLE]!;
  out[event | E.PRICE] = orders[o | O.PRICE]!;
  out[event | E.QUANTITY] = shown + orders[o | O.HIDDEN]!;
  out[event | E.LEAVES] = 0;
  out[event | E.SHOWN] = shown;
  out[event | E.SEQUENCE_LO] = orders[o | O.SEQUENCE_LO]!;
  out[event | E.SEQUENCE_HI] = orders[o | O.SEQUENCE_HI]!;
  out[completed] = 0;
  out[completed | E.HEAD] = COMPLETED | foreignIn(words[at | C.HEAD]!);
  out[completed | E.TOKEN] = token;
  out[completed | E.SYMBOL] = symbol;
  out[completed | E.REF] = ref;
};
