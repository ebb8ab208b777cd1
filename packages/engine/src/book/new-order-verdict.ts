import { OrderType, Phase, RejectReason, TimeInForce } from '../protocol/codes.ts';
import { MALFORMED, isPostOnly, sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import { CommandWord } from '../protocol/layout.ts';
import { admission, canRest, isAuctionOnly } from './admission.ts';
import { descriptionIn } from './command-head.ts';
import type { EngineState } from './engine-state.ts';
import { isOutsideBand, limitKeyOf } from './execute.ts';
import { wouldTake } from './feasible.ts';
import type { SymbolBook } from './symbol-book.ts';
import { termsVerdict } from './terms-verdict.ts';

const { HEAD, REF, QUANTITY, PRICE, STOP_PRICE, DISPLAY, MINIMUM, EXPIRY } = CommandWord;
const { CONTINUOUS } = Phase;
const { LIMIT, STOP } = OrderType;
const { GTD } = TimeInForce;
const Reject = RejectReason;

/** Why a new order is refused, or NONE. */
export const newOrderVerdict = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const description = descriptionIn(words[at | HEAD]!);
  if ((description & MALFORMED) !== 0) return Reject.MALFORMED;
  const admitted = admission(book.phase, description);
  if (admitted !== Reject.NONE) return admitted;
  const type = typeOf(description);
  const timeInForce = timeInForceOf(description);
  const minimum = words[at | MINIMUM]!;
  const display = words[at | DISPLAY]!;
  const price = words[at | PRICE]!;
  const quantity = words[at | QUANTITY]!;
  const rests = canRest(timeInForce);
  const postOnly = isPostOnly(description);
  if (postOnly && !(type === LIMIT && rests && minimum === 0)) return Reject.INVALID_COMBINATION;
  if (timeInForce === GTD && words[at | EXPIRY]! <= 0) return Reject.INVALID_COMBINATION;
  const invalid = termsVerdict(book, type, quantity, price, words[at | STOP_PRICE]!, display);
  if (invalid !== Reject.NONE) return invalid;
  if (display !== 0 && !rests) return Reject.INVALID_DISPLAY;
  if (minimum !== 0 && !isMinimumAllowed(book, type, timeInForce, minimum, quantity)) {
    return Reject.INVALID_MINIMUM;
  }
  const side = sideOf(description);
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
  type: OrderType,
  timeInForce: TimeInForce,
  minimum: number,
  quantity: number,
): boolean =>
  minimum > 0 &&
  minimum <= quantity &&
  book.phase === CONTINUOUS &&
  type < STOP &&
  !isAuctionOnly(timeInForce);
