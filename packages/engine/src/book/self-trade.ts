import { stpModeOf } from '../protocol/description.ts';
import { CancelReason, EventKind, StpMode } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { emitCancelled, emitPair, writeLeaves } from './emit.ts';
import { OrderWord } from './order-pool.ts';
import { release, unlink } from './queue.ts';
import { reduceStanding } from './reduce.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, SHOWN, HIDDEN, PRICE, META, ORDERED } = OrderWord;

/**
 * The order in flight met an order of its own group at the head of a level; the incoming order's mode decides. Returns
 * the incoming order's leaves and sets `takerStopped` when that order must end. May leave the level empty.
 */
export const preventSelfTrade = (
  engine: EngineState,
  book: SymbolBook,
  level: number,
  taker: number,
  maker: number,
  leaves: number,
): number => {
  const mode = stpModeOf(engine.orderWords[(taker << SHIFT) | META]!);
  if (mode === StpMode.DECREMENT) return decrement(engine, book, level, taker, maker, leaves);
  if (mode !== StpMode.CANCEL_NEWEST) cancelMaker(engine, level, maker);
  if (mode !== StpMode.CANCEL_OLDEST) engine.takerStopped = true;
  return leaves;
};

const cancelMaker = (engine: EngineState, level: number, maker: number): void => {
  const words = engine.orderWords;
  const m = maker << SHIFT;
  const shown = words[m | SHOWN]!;
  unlink(engine, level, maker);
  emitCancelled(engine, maker, CancelReason.STP, shown + words[m | HIDDEN]!, shown);
  release(engine, maker);
};

/** Both lose the smaller open quantity without a trade; the one that reaches zero is cancelled. */
const decrement = (
  engine: EngineState,
  book: SymbolBook,
  level: number,
  taker: number,
  maker: number,
  leaves: number,
): number => {
  const words = engine.orderWords;
  const t = taker << SHIFT;
  const m = maker << SHIFT;
  const open = words[m | SHOWN]! + words[m | HIDDEN]!;
  const quantity = leaves < open ? leaves : open;
  const left = leaves - quantity;
  words[t | ORDERED] = words[t | ORDERED]! - quantity;
  words[m | ORDERED] = words[m | ORDERED]! - quantity;
  reduceStanding(engine, level, maker, quantity);
  const at = emitPair(
    engine,
    book,
    EventKind.DECREMENTED,
    words[m | PRICE]!,
    quantity,
    taker,
    maker,
  );
  writeLeaves(engine, at, left, 0, open - quantity, words[m | SHOWN]!);
  if (open === quantity) cancelMaker(engine, level, maker);
  if (left === 0) engine.takerStopped = true;
  return left;
};
