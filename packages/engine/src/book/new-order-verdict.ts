import { OrderType, Phase, RejectReason, Side, StpMode, TimeInForce } from '../protocol/codes.ts';
import { CommandFlag, CommandWord } from '../protocol/layout.ts';
import { admission, canRest, isAuctionOnly } from './admission.ts';
import { flagsIn, sideIn, stpModeIn, timeInForceIn, typeIn } from './command-head.ts';
import type { EngineState } from './engine-state.ts';
import { isOutsideBand, limitKeyOf } from './execute.ts';
import { wouldTake } from './feasible.ts';
import type { SymbolBook } from './symbol-book.ts';
import { termsVerdict } from './terms-verdict.ts';

const { HEAD, REF, QUANTITY, PRICE, STOP_PRICE, DISPLAY, MINIMUM, EXPIRY } = CommandWord;
const { CONTINUOUS } = Phase;
const { LIMIT, STOP } = OrderType;
const { SELL } = Side;
const { DECREMENT } = StpMode;
const { GTD } = TimeInForce;
const { POST_ONLY } = CommandFlag;
const Reject = RejectReason;

/** Why a new order is refused, or NONE. */
export const newOrderVerdict = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const head = words[at | HEAD]!;
  const type = typeIn(head);
  const timeInForce = timeInForceIn(head) as TimeInForce;
  const display = words[at | DISPLAY]!;
  const minimum = words[at | MINIMUM]!;
  const price = words[at | PRICE]!;
  const postOnly = (flagsIn(head) & POST_ONLY) !== 0;
  if (sideIn(head) > SELL || stpModeIn(head) > DECREMENT) return Reject.MALFORMED;
  const side = sideIn(head) as Side;
  const admitted = admission(book.phase, type, timeInForce);
  if (admitted !== Reject.NONE) return admitted;
  const rests = canRest(timeInForce);
  if (postOnly && !(type === LIMIT && rests && minimum === 0)) return Reject.INVALID_COMBINATION;
  if (timeInForce === GTD && words[at | EXPIRY]! <= 0) return Reject.INVALID_COMBINATION;
  const quantity = words[at | QUANTITY]!;
  const invalid = termsVerdict(book, type, quantity, price, words[at | STOP_PRICE]!, display);
  if (invalid !== Reject.NONE) return invalid;
  if (display !== 0 && !rests) return Reject.INVALID_DISPLAY;
  if (minimum !== 0 && !isMinimumAllowed(book, type, timeInForce, minimum, quantity)) {
    return Reject.INVALID_MINIMUM;
  }
  const matches = book.phase === CONTINUOUS && type === LIMIT && rests;
  if (matches && isOutsideBand(book, side, price)) return Reject.OUTSIDE_BAND;
  if (engine.refs.find(words[at | REF]!) !== 0) return Reject.DUPLICATE_REF;
  if (postOnly && matches && wouldTake(book, side, limitKeyOf(book, side, price))) {
    return Reject.POST_ONLY_WOULD_TAKE;
  }
  return engine.orders.isFull ? Reject.CAPACITY : Reject.NONE;
};

/** A minimum is a condition on immediate execution: only for orders that are matched on arrival. */
const isMinimumAllowed = (
  book: SymbolBook,
  type: number,
  timeInForce: TimeInForce,
  minimum: number,
  quantity: number,
): boolean =>
  minimum > 0 &&
  minimum <= quantity &&
  book.phase === CONTINUOUS &&
  type < STOP &&
  !isAuctionOnly(timeInForce);
