import { TimeInForce } from '../protocol/codes.ts';
import { timeInForceOf } from '../protocol/description.ts';
import { CommandWord } from '../protocol/layout.ts';
import { descriptionIn } from './command-head.ts';
import type { EngineState } from './engine-state.ts';
import { OrderState, OrderWord } from './order-pool.ts';
import type { SymbolBook } from './symbol-book.ts';

const { HEAD, REF, QUANTITY, PRICE, STOP_PRICE, DISPLAY, STP_GROUP, EXPIRY } = CommandWord;
const O = OrderWord;
const { SHIFT } = OrderWord;
const { GTD } = TimeInForce;
const IN_FLIGHT = OrderState.IN_FLIGHT << 12;

/**
 * Takes a slot for the order that a NEW or RESTORE_ORDER command describes: in flight, wholly open, under the book's latest
 * sequence. The verdict on the command has just found its ref unused.
 */
export const recordOrder = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): number => {
  const slot = engine.orders.allocate();
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  const description = descriptionIn(words[at | HEAD]!);
  const quantity = words[at | QUANTITY]!;
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
  orders[o | O.EXPIRY] = timeInForceOf(description) === GTD ? words[at | EXPIRY]! : 0;
  engine.orders.describe(slot, description | IN_FLIGHT);
  engine.refs.addFound(slot);
  return slot;
};
