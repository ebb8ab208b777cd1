import type { EngineState } from './engine-state.ts';
import { OrderWord } from './order-pool.ts';
import { addTotals } from './queue.ts';

const { SHIFT, SHOWN, HIDDEN } = OrderWord;

/** Takes quantity off an order where it stands, reserve first; it keeps its place. */
export const reduceStanding = (
  engine: EngineState,
  level: number,
  slot: number,
  quantity: number,
): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const hidden = words[at | HIDDEN]!;
  const fromHidden = quantity < hidden ? quantity : hidden;
  const fromShown = quantity - fromHidden;
  words[at | HIDDEN] = hidden - fromHidden;
  words[at | SHOWN] = words[at | SHOWN]! - fromShown;
  addTotals(engine, level, -fromShown, -fromHidden);
};
