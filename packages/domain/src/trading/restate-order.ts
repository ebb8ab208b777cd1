import { invariant } from '../kernel/invariant.ts';
import { roundDiv } from '../kernel/rounding.ts';
import type { OrderReplacedFact } from '../order/facts.ts';
import { bookSideOf } from '../order/terms.ts';
import { orderReplaced } from './order-replaced.ts';
import type { OpenOrder } from './state.ts';

/**
 * An open order after a split of `numerator` new shares for `denominator` old ones (2:1 is `2n, 1n`): quantities grow,
 * prices fall, identity and place in the queue stay. What was executed is restated too, so that executed and open make
 * up the new total. Undefined where shares would be broken: then the order must end (reason CORPORATE_ACTION).
 */
export function restateForSplit(
  order: OpenOrder,
  numerator: bigint,
  denominator: bigint,
  tickSize: bigint,
): OrderReplacedFact | undefined {
  invariant(numerator > 0n && denominator > 0n, 'a split has two terms above zero');
  const scaled = (shares: bigint): bigint | undefined =>
    (shares * numerator) % denominator === 0n ? (shares * numerator) / denominator : undefined;
  const [quantity, leaves] = [scaled(order.quantity), scaled(order.leaves)];
  if (quantity === undefined || leaves === undefined) return undefined;
  const isBuy = bookSideOf(order.side) === 'BUY';
  const rescaled = (price: bigint): bigint => {
    const steps = roundDiv(price * denominator, numerator * tickSize);
    return (steps === 0n ? 1n : steps) * tickSize;
  };
  const limitPrice = rescaled(order.limitPrice);
  return orderReplaced(order, {
    quantity,
    leaves,
    limitPrice,
    ...(order.stopPrice === undefined ? {} : { stopPrice: rescaled(order.stopPrice) }),
    reserved: isBuy ? limitPrice * leaves : 0n,
    priorityKept: true,
    entrySequence: order.entrySequence,
    restated: true,
  });
}
