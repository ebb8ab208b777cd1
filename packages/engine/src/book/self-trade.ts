import { CancelReason, EventKind, StpMode } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder, emitPair } from './emit.ts';
import { ORDER_SHIFT, OrderWord, stpModeOf } from './order-pool.ts';
import { release, unlink } from './queue.ts';
import { reduceStanding } from './reduce.ts';

const { SHOWN, HIDDEN, PRICE, META, ORDERED } = OrderWord;

/**
 * The order in flight met an order of its own group at the head of a level; the incoming order's mode decides. Returns
 * the incoming order's leaves and sets `takerStopped` when that order must end. May leave the level empty.
 */
export const preventSelfTrade = (
  engine: EngineState,
  level: number,
  taker: number,
  maker: number,
  leaves: number,
): number => {
  const mode = stpModeOf(engine.orders.words[(taker << ORDER_SHIFT) + META]!);
  if (mode === StpMode.DECREMENT) return decrement(engine, level, taker, maker, leaves);
  if (mode !== StpMode.CANCEL_NEWEST) cancelMaker(engine, level, maker);
  if (mode !== StpMode.CANCEL_OLDEST) engine.takerStopped = true;
  return leaves;
};

const cancelMaker = (engine: EngineState, level: number, maker: number): void => {
  const words = engine.orders.words;
  const m = maker << ORDER_SHIFT;
  const shown = words[m + SHOWN]!;
  const open = shown + words[m + HIDDEN]!;
  unlink(engine, level, maker);
  emitOrder(engine, EventKind.CANCELLED, CancelReason.STP, 0, maker, words[m + PRICE]!, open, 0, shown);
  release(engine, maker);
};

/** Both lose the smaller open quantity without a trade; the one that reaches zero is cancelled. */
const decrement = (
  engine: EngineState,
  level: number,
  taker: number,
  maker: number,
  leaves: number,
): number => {
  const words = engine.orders.words;
  const t = taker << ORDER_SHIFT;
  const m = maker << ORDER_SHIFT;
  const open = words[m + SHOWN]! + words[m + HIDDEN]!;
  const quantity = leaves < open ? leaves : open;
  const left = leaves - quantity;
  words[t + ORDERED] = words[t + ORDERED]! - quantity;
  words[m + ORDERED] = words[m + ORDERED]! - quantity;
  reduceStanding(engine, level, maker, quantity);
  emitPair(
    engine,
    engine.books[words[m + OrderWord.SYMBOL]!]!,
    EventKind.DECREMENTED,
    0,
    words[m + PRICE]!,
    quantity,
    taker,
    left,
    0,
    maker,
    open - quantity,
    words[m + SHOWN]!,
  );
  if (open === quantity) cancelMaker(engine, level, maker);
  if (left === 0) engine.takerStopped = true;
  return left;
};
