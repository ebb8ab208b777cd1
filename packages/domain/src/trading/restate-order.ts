import { ENGINE_LIMITS } from '../kernel/engine-limits.ts';
import { invariant } from '../kernel/invariant.ts';
import { ceilDiv } from '../kernel/rounding.ts';
import type { OrderReplacedFact } from '../orders/facts.ts';
import { bookSideOf } from '../orders/terms.ts';
import { orderReplaced } from './order-replaced.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/**
 * An open order after a forward split of `numerator` new shares for `denominator` old ones (2:1 is `2n, 1n`): quantities
 * grow, prices fall, identity and place in the queue stay. What was executed is restated too, so that executed and open make
 * up the new total; broken shares are dropped. Buy limits and sell stops fall to the tick below (FINRA Rule 5330), sell
 * limits and buy stops, which the rule leaves alone, go to the tick above (a choice): nothing costs or yields its owner
 * more than was ordered, and nothing more is held back.
 * Undefined where the order must end instead (reason CORPORATE_ACTION): a reverse split ends all orders (Rule 5330), and
 * so does a price or size that cannot be expressed any more.
 */
export function restateForSplit(
  order: OpenOrder,
  numerator: bigint,
  denominator: bigint,
  tickSize: bigint,
): OrderReplacedFact | undefined {
  invariant(numerator > 0n && denominator > 0n, 'a split has two terms above zero');
  invariant(numerator !== denominator, 'a split changes the number of shares');
  if (numerator < denominator) return undefined;
  const shares = (old: bigint): bigint => (old * numerator) / denominator;
  const below = (price: bigint): bigint =>
    ((price * denominator) / (numerator * tickSize)) * tickSize;
  const above = (price: bigint): bigint =>
    ceilDiv(price * denominator, numerator * tickSize) * tickSize;
  const isBuy = bookSideOf(order.side) === 'BUY';
  const leaves = shares(order.leaves);
  const quantity = leaves + shares(order.quantity - order.leaves);
  const limitPrice = isBuy ? below(order.limitPrice) : above(order.limitPrice);
  const stopPrice = order.stopPrice && (isBuy ? above(order.stopPrice) : below(order.stopPrice));
  if (limitPrice === 0n || stopPrice === 0n || quantity > ENGINE_LIMITS.quantity) return undefined;
  const { displayQuantity } = order;
  return orderReplaced(order, {
    quantity,
    leaves,
    limitPrice,
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(displayQuantity === undefined ? {} : { displayQuantity: shares(displayQuantity) }),
    reserved: reservedAfter(order, limitPrice * leaves),
    priorityKept: true,
    entrySequence: order.entrySequence,
    restated: true,
  });
}

/** What is held back follows the notional: all of it for cash, a part of it on margin; never more than before. */
function reservedAfter({ reserved, limitPrice, leaves }: OpenOrder, notional: bigint): bigint {
  const share = ceilDiv(reserved * notional, limitPrice * leaves);
  return share < reserved ? share : reserved;
}
