import { MALFORMED, sideOf, timeInForceOf, typeOf, withType } from '../protocol/description.ts';
import { EventKind, OrderType, Phase, RejectReason } from '../protocol/codes.ts';
import { CommandFlag, CommandWord } from '../protocol/layout.ts';
import { admission, isAuctionOnly } from './admission.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder } from './emit.ts';
import { descriptionIn, flagsIn } from './command-head.ts';
import { OrderState, OrderWord, displayedOf } from './order-pool.ts';
import { recordOrder } from './order-record.ts';
import { isCrossed } from './phases.ts';
import { insertBySequence } from './queue.ts';
import type { SymbolBook } from './symbol-book.ts';
import { isPrice, termsVerdict } from './terms-verdict.ts';

const { SHIFT } = OrderWord;
const C = CommandWord;
const O = OrderWord;

/**
 * RESTORE_ORDER: puts an open order back as it stood, at the place of its entry sequence, without matching. Only while
 * the symbol is CLOSED, that is before RESTORE_SYMBOL or the first phase.
 */
export const restoreOrder = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const reason = verdict(engine, book, words, at);
  if (reason !== RejectReason.NONE) return reason;
  const slot = recordOrder(engine, book, words, at);
  describeAsItStood(engine, slot, words, at);
  stand(engine, book, slot);
  raiseSequence(book, words[at | C.SEQUENCE_HI]!, words[at | C.SEQUENCE_LO]!);
  const open = words[at | C.MINIMUM]!;
  const displayed = displayedOf(engine.orderWords, slot << SHIFT);
  emitOrder(
    engine,
    EventKind.RESTORED,
    slot,
    words[at | C.PRICE]!,
    words[at | C.QUANTITY]!,
    open,
    displayed,
  );
  return RejectReason.NONE;
};

/** A triggered stop lives on as the limit order that it became. */
const descriptionRestored = (head: number): number => {
  const triggered = (flagsIn(head) & CommandFlag.TRIGGERED) !== 0;
  return triggered ? withType(descriptionIn(head), OrderType.LIMIT) : descriptionIn(head);
};

const stopPriceRestored = (words: Int32Array, at: number): number =>
  (flagsIn(words[at | C.HEAD]!) & CommandFlag.TRIGGERED) !== 0 ? 0 : words[at | C.STOP_PRICE]!;

const verdict = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const head = words[at | C.HEAD]!;
  const description = descriptionRestored(head);
  const open = words[at | C.MINIMUM]!;
  const shown = words[at | C.SHOWN]!;
  if ((description & MALFORMED) !== 0) return RejectReason.MALFORMED;
  if (book.phase !== Phase.CLOSED) return RejectReason.PHASE;
  if (admission(Phase.PRE_OPEN, description) !== RejectReason.NONE) {
    return RejectReason.INVALID_COMBINATION;
  }
  if (open <= 0 || open > words[at | C.QUANTITY]!) return RejectReason.INVALID_QUANTITY;
  if (shown <= 0 || shown > open) return RejectReason.INVALID_DISPLAY;
  const stopPrice = stopPriceRestored(words, at);
  const display = words[at | C.DISPLAY]!;
  const terms = termsVerdict(
    book,
    typeOf(description),
    words[at | C.QUANTITY]!,
    words[at | C.PRICE]!,
    stopPrice,
    display,
  );
  if (terms !== RejectReason.NONE) return terms;
  if (display === 0 && shown !== open) return RejectReason.INVALID_DISPLAY;
  if (words[at | C.SEQUENCE_HI] === 0 && words[at | C.SEQUENCE_LO] === 0)
    return RejectReason.MALFORMED;
  if (engine.refs.find(words[at | C.REF]!) !== 0) return RejectReason.DUPLICATE_REF;
  return engine.orders.isFull ? RejectReason.CAPACITY : RejectReason.NONE;
};

/** What of the order is not as in a new one. */
const describeAsItStood = (
  engine: EngineState,
  slot: number,
  words: Int32Array,
  at: number,
): void => {
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  orders[o | O.SHOWN] = words[at | C.SHOWN]!;
  orders[o | O.HIDDEN] = words[at | C.MINIMUM]! - words[at | C.SHOWN]!;
  orders[o | O.SEQUENCE_LO] = words[at | C.SEQUENCE_LO]!;
  orders[o | O.SEQUENCE_HI] = words[at | C.SEQUENCE_HI]!;
  orders[o | O.STOP_PRICE] = stopPriceRestored(words, at);
  engine.orders.describe(slot, descriptionRestored(words[at | C.HEAD]!));
};

const stand = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const words = engine.orderWords;
  const o = slot << SHIFT;
  const meta = words[o | O.META]!;
  const side = sideOf(meta);
  const type = typeOf(meta);
  if (type === OrderType.STOP || type === OrderType.STOP_LIMIT) {
    const stops = book.stops(side);
    insertBySequence(engine, stops.obtain(words[o | O.STOP_PRICE]! * stops.sign), slot);
    engine.orders.setState(slot, OrderState.DORMANT);
  } else if (type === OrderType.MARKET || isAuctionOnly(timeInForceOf(meta))) {
    insertBySequence(engine, book.queue(side), slot);
    engine.orders.setState(slot, OrderState.QUEUED);
  } else {
    const ladder = book.ladder(side);
    insertBySequence(engine, ladder.obtain(words[o | O.PRICE]! * ladder.sign), slot);
    engine.orders.setState(slot, OrderState.RESTING);
  }
};

const raiseSequence = (book: SymbolBook, hi: number, lo: number): void => {
  const isHigher =
    hi > book.sequenceHi || (hi === book.sequenceHi && lo >>> 0 > book.sequenceLo >>> 0);
  if (!isHigher) return;
  book.sequenceHi = hi;
  book.sequenceLo = lo;
};

/** RESTORE_SYMBOL: the symbol's own state after its orders; nothing is matched, triggered or cancelled by it. */
export const restoreSymbol = (book: SymbolBook, words: Int32Array, at: number): RejectReason => {
  const phase = words[at | C.QUANTITY]!;
  const last = words[at | C.PRICE]!;
  const lower = words[at | C.STOP_PRICE]!;
  const upper = words[at | C.DISPLAY]!;
  if (!(Object.values(Phase) as number[]).includes(phase)) return RejectReason.MALFORMED;
  if (book.phase !== Phase.CLOSED) return RejectReason.PHASE;
  for (const price of [last, lower, upper]) {
    if (price !== 0 && !isPrice(price)) return RejectReason.INVALID_PRICE;
  }
  if (phase === Phase.CONTINUOUS && isCrossed(book)) return RejectReason.BOOK_CROSSED;
  book.phase = phase as Phase;
  book.lastPrice = last;
  book.setBands(lower, upper);
  book.quotes.restrict(lower, upper);
  raiseSequence(book, words[at | C.HANDLE]!, words[at | C.REF]!);
  book.tradeHi = words[at | C.SEQUENCE_HI]!;
  book.tradeLo = words[at | C.SEQUENCE_LO]!;
  return RejectReason.NONE;
};
