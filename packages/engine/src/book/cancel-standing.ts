import type { CancelReason } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { emitCancelled } from './emit.ts';
import { OrderWord, displayedOf } from './order-pool.ts';
import { detach, release } from './queue.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, SHOWN, HIDDEN } = OrderWord;

/** Takes a standing order off the book and ends it. */
export const cancelStanding = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  reason: CancelReason,
): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  detach(engine, book, slot);
  emitCancelled(
    engine,
    slot,
    reason,
    words[at | SHOWN]! + words[at | HIDDEN]!,
    displayedOf(words, at),
  );
  release(engine, slot);
};
