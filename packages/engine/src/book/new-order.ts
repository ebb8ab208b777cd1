import { sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import { EventKind, OrderType, Phase, RejectReason, type Side } from '../protocol/codes.ts';
import { CommandWord } from '../protocol/layout.ts';
import { canRest, isAuctionOnly } from './admission.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder } from './emit.ts';
import { execute, limitKeyOf, rest } from './execute.ts';
import { wouldTake } from './feasible.ts';
import { newOrderVerdict } from './new-order-verdict.ts';
import { OrderWord } from './order-pool.ts';
import { recordOrder } from './order-record.ts';
import { enterQueue } from './queue.ts';
import { placeStop, runElections } from './stops.ts';
import type { SymbolBook } from './symbol-book.ts';

const { PRICE, QUANTITY, MINIMUM } = CommandWord;
const { SHIFT, META, SHOWN } = OrderWord;
const ORDER_PRICE = OrderWord.PRICE;
const { ACCEPTED } = EventKind;
const { CONTINUOUS } = Phase;
const { MARKET, LIMIT } = OrderType;
const NO_REASON = RejectReason.NONE;

/** NEW: refused as a whole, or accepted and then matched, rested, queued or put to sleep. */
export const newOrder = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const reason = newOrderVerdict(engine, book, words, at);
  if (reason !== NO_REASON) return reason;
  book.stepSequence();
  const slot = recordOrder(engine, book, words, at);
  const quantity = words[at | QUANTITY]!;
  emitOrder(engine, ACCEPTED, slot, words[at | PRICE]!, quantity, quantity, 0);
  place(engine, book, slot, words[at | MINIMUM]!);
  return NO_REASON;
};

/** Where an accepted order goes. */
const place = (engine: EngineState, book: SymbolBook, slot: number, minimum: number): void => {
  const meta = engine.orderWords[(slot << SHIFT) | META]!;
  const type = typeOf(meta);
  if (type > LIMIT) {
    placeStop(engine, book, slot);
  } else if (isAuctionOnly(timeInForceOf(meta))) {
    enterQueue(engine, book, slot);
  } else if (type === MARKET && book.phase !== CONTINUOUS) {
    enterQueue(engine, book, slot);
  } else if (isPassive(engine, book, slot, meta, minimum)) {
    rest(engine, book, slot, engine.orderWords[(slot << SHIFT) | SHOWN]!);
  } else {
    execute(engine, book, slot, minimum);
    runElections(engine, book);
  }
};

/** An order that can only come to rest: the short way for most of all orders. */
const isPassive = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  meta: number,
  minimum: number,
): boolean => {
  if (book.phase !== CONTINUOUS) return true;
  if (minimum !== 0 || typeOf(meta) === MARKET || !canRest(timeInForceOf(meta))) return false;
  const side: Side = sideOf(meta);
  const limitKey = limitKeyOf(book, side, engine.orderWords[(slot << SHIFT) | ORDER_PRICE]!);
  return !wouldTake(book, side, limitKey);
};
