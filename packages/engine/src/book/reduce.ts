import type { EngineState } from './engine-state.ts';
import { ORDER_SHIFT, OrderWord } from './order-pool.ts';

const { SHOWN, HIDDEN } = OrderWord;

/** Takes quantity off an order where it stands, reserve first; it keeps its place. */
export const reduceStanding = (
  engine: EngineState,
  level: number,
  slot: number,
  quantity: number,
): void => {
  const words = engine.orders.words;
  const at = slot << ORDER_SHIFT;
  const hidden = words[at + HIDDEN]!;
  const fromHidden = quantity < hidden ? quantity : hidden;
  const fromShown = quantity - fromHidden;
  words[at + HIDDEN] = hidden - fromHidden;
  words[at + SHOWN] = words[at + SHOWN]! - fromShown;
  const totals = engine.levels.totals;
  totals[level << 1] = totals[level << 1]! - fromShown;
  totals[(level << 1) + 1] = totals[(level << 1) + 1]! - fromHidden;
};
