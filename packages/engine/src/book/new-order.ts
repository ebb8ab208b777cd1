import { EventKind, RejectReason } from '../protocol/codes.ts';
import { CommandWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder } from './emit.ts';
import { newOrderVerdict } from './new-order-verdict.ts';
import { recordOrder } from './order-record.ts';
import { place } from './place.ts';
import type { SymbolBook } from './symbol-book.ts';

const { PRICE, QUANTITY, MINIMUM } = CommandWord;
const { ACCEPTED } = EventKind;
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
