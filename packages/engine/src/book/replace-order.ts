import { isPostOnly, sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import {
  CancelReason,
  EventFlag,
  EventKind,
  OrderType,
  Phase,
  RejectReason,
  TimeInForce,
} from '../protocol/codes.ts';
import { canRest } from './admission.ts';
import { cancelStanding } from './cancel-standing.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder } from './emit.ts';
import { isOutsideBand, limitKeyOf } from './execute.ts';
import { wouldTake } from './feasible.ts';
import { OrderState, OrderWord, displayedOf, stateOf } from './order-pool.ts';
import { place } from './place.ts';
import { detach } from './queue.ts';
import { reduceStanding } from './reduce.ts';
import type { ReplaceTerms } from './replace-terms.ts';
import type { SymbolBook } from './symbol-book.ts';
import { termsVerdict } from './terms-verdict.ts';

const {
  SHIFT,
  SHOWN,
  HIDDEN,
  PRICE,
  LEVEL,
  META,
  SEQUENCE_LO,
  SEQUENCE_HI,
  ORDERED,
  DISPLAY,
  STOP_PRICE,
  EXPIRY,
} = OrderWord;

const TIME_IN_FORCE_MASK = 15 << 4;
const KEPT = EventKind.REPLACED | (EventFlag.PRIORITY_KEPT << 16);

/**
 * REPLACE. A smaller quantity alone keeps the order's place; any other price, stop price or display quantity, or a larger
 * quantity, sends it to the back under a new entry sequence, matching on the way. A refused replace changes nothing.
 */
export const replaceOrder = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  words: Int32Array,
  at: number,
): RejectReason => {
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  const terms = engine.terms.read(orders, o, words, at);
  const reason = verdict(book, orders, o, terms);
  if (reason !== RejectReason.NONE) return reason;
  const open = orders[o | SHOWN]! + orders[o | HIDDEN]!;
  const newOpen = terms.quantity - (orders[o | ORDERED]! - open);
  if (newOpen <= 0) {
    cancelStanding(engine, book, slot, CancelReason.REPLACE);
  } else if (
    newOpen <= open &&
    terms.price === orders[o | PRICE] &&
    terms.stopPrice === orders[o | STOP_PRICE] &&
    terms.display === orders[o | DISPLAY]
  ) {
    reduceStanding(engine, orders[o | LEVEL]!, slot, open - newOpen);
    writeTerms(orders, o, terms);
    const displayed = displayedOf(orders, o);
    emitOrder(engine, KEPT, slot, terms.price, terms.quantity, newOpen, displayed);
  } else {
    requeue(engine, book, slot, terms, newOpen);
  }
  return RejectReason.NONE;
};

const verdict = (
  book: SymbolBook,
  orders: Int32Array,
  o: number,
  terms: ReplaceTerms,
): RejectReason => {
  const meta = orders[o | META]!;
  const type = typeOf(meta);
  const rests = canRest(terms.timeInForce);
  if (terms.timeInForce !== timeInForceOf(meta)) {
    if (!rests || !canRest(timeInForceOf(meta)) || type === OrderType.MARKET) {
      return RejectReason.INVALID_COMBINATION;
    }
  }
  if (terms.timeInForce === TimeInForce.GTD && terms.expiry <= 0) {
    return RejectReason.INVALID_COMBINATION;
  }
  const invalid = termsVerdict(
    book,
    type,
    terms.quantity,
    terms.price,
    terms.stopPrice,
    terms.display,
  );
  if (invalid !== RejectReason.NONE) return invalid;
  if (terms.display !== 0 && !rests) return RejectReason.INVALID_DISPLAY;
  if (book.phase !== Phase.CONTINUOUS || stateOf(meta) !== OrderState.RESTING) {
    return RejectReason.NONE;
  }
  const side = sideOf(meta);
  if (isOutsideBand(book, side, terms.price)) return RejectReason.OUTSIDE_BAND;
  return isPostOnly(meta) && wouldTake(book, side, limitKeyOf(book, side, terms.price))
    ? RejectReason.POST_ONLY_WOULD_TAKE
    : RejectReason.NONE;
};

/** Out of its place, under the new terms and a new entry sequence, and in again as if it had just arrived. */
const requeue = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  terms: ReplaceTerms,
  open: number,
): void => {
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  detach(engine, book, slot);
  engine.orders.setState(slot, OrderState.IN_FLIGHT);
  writeTerms(orders, o, terms);
  orders[o | SHOWN] = open;
  orders[o | HIDDEN] = 0;
  book.stepSequence();
  orders[o | SEQUENCE_LO] = book.sequenceLo;
  orders[o | SEQUENCE_HI] = book.sequenceHi;
  emitOrder(engine, EventKind.REPLACED, slot, terms.price, terms.quantity, open, 0);
  place(engine, book, slot, 0);
};

const writeTerms = (orders: Int32Array, o: number, terms: ReplaceTerms): void => {
  orders[o | ORDERED] = terms.quantity;
  orders[o | PRICE] = terms.price;
  orders[o | STOP_PRICE] = terms.stopPrice;
  orders[o | DISPLAY] = terms.display;
  orders[o | EXPIRY] = terms.expiry;
  orders[o | META] = (orders[o | META]! & ~TIME_IN_FORCE_MASK) | (terms.timeInForce << 4);
};
