import {
  CAPACITIES,
  ORDER_TYPES,
  POSITION_EFFECTS,
  SELF_TRADE_MODES,
  SIDES,
  TIMES_IN_FORCE,
} from '../../orders/terms.ts';
import { BITS } from './layout.ts';
import type { OrderTerms } from './open-order.ts';

/** What of an order is a choice among few. */
export function bitsOf(order: OrderTerms, triggered: boolean): number {
  const { selfTrade, capacity, positionEffect, postOnly, doNotReduce, notHeld, directed } = order;
  let word =
    (1 << BITS.OPEN.shift) |
    (SIDES.indexOf(order.side) << BITS.SIDE.shift) |
    (ORDER_TYPES.indexOf(order.type) << BITS.TYPE.shift) |
    (TIMES_IN_FORCE.indexOf(order.timeInForce) << BITS.TIME_IN_FORCE.shift);
  if (triggered) word |= 1 << BITS.TRIGGERED.shift;
  if (selfTrade !== undefined)
    word |= (SELF_TRADE_MODES.indexOf(selfTrade) + 1) << BITS.SELF_TRADE.shift;
  if (capacity !== undefined) word |= (CAPACITIES.indexOf(capacity) + 1) << BITS.CAPACITY.shift;
  if (positionEffect !== undefined)
    word |= (POSITION_EFFECTS.indexOf(positionEffect) + 1) << BITS.POSITION_EFFECT.shift;
  if (postOnly !== undefined) word |= (postOnly ? 2 : 1) << BITS.POST_ONLY.shift;
  if (doNotReduce !== undefined) word |= (doNotReduce ? 2 : 1) << BITS.DO_NOT_REDUCE.shift;
  if (notHeld !== undefined) word |= (notHeld ? 2 : 1) << BITS.NOT_HELD.shift;
  if (directed !== undefined) word |= (directed ? 2 : 1) << BITS.DIRECTED.shift;
  return word;
}
