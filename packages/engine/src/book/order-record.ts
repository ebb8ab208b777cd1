import { TimeInForce } from '../protocol/codes.ts';
import { CommandFlag, CommandWord } from '../protocol/layout.ts';
import { flagsIn, sideIn, stpModeIn, timeInForceIn, typeIn } from './command-head.ts';
import type { EngineState } from './engine-state.ts';
import { OrderState, OrderWord, describeOrder } from './order-pool.ts';
import type { SymbolBook } from './symbol-book.ts';

const { HEAD, REF, QUANTITY, PRICE, STOP_PRICE, DISPLAY, STP_GROUP, EXPIRY } = CommandWord;
const O = OrderWord;
const { SHIFT } = OrderWord;
const { GTD } = TimeInForce;
const { POST_ONLY } = CommandFlag;
const { IN_FLIGHT } = OrderState;

/** Takes a slot for the order that a NEW or RESTORE_ORDER command describes: in flight, wholly open, under the book's latest sequence. */
export const recordOrder = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): number => {
  const slot = engine.orders.allocate();
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  const head = words[at | HEAD]!;
  const quantity = words[at | QUANTITY]!;
  const timeInForce = timeInForceIn(head);
  orders[o | O.SHOWN] = quantity;
  orders[o | O.HIDDEN] = 0;
  orders[o | O.PRICE] = words[at | PRICE]!;
  orders[o | O.REF] = words[at | REF]!;
  orders[o | O.STP_GROUP] = words[at | STP_GROUP]!;
  orders[o | O.SEQUENCE_LO] = book.sequenceLo;
  orders[o | O.SEQUENCE_HI] = book.sequenceHi;
  orders[o | O.ORDERED] = quantity;
  orders[o | O.SYMBOL] = book.symbol;
  orders[o | O.DISPLAY] = words[at | DISPLAY]!;
  orders[o | O.STOP_PRICE] = words[at | STOP_PRICE]!;
  orders[o | O.EXPIRY] = timeInForce === GTD ? words[at | EXPIRY]! : 0;
  const postOnly = flagsIn(head) & POST_ONLY;
  engine.orders.describe(
    slot,
    describeOrder(sideIn(head), postOnly, typeIn(head), timeInForce, stpModeIn(head), IN_FLIGHT),
  );
  engine.refs.add(words[at | REF]!, slot);
  return slot;
};
