import { isEnding, ratioOf, type ActionTerms, type Ratio } from '../corporate-actions/terms.ts';
import { ENGINE_LIMITS } from '../kernel/engine-limits.ts';
import type { Money, Price } from '../kernel/fixed-point.ts';
import { invariant } from '../kernel/invariant.ts';
import { CENT, ceilDiv } from '../kernel/rounding.ts';
import type { OrderCancelledFact, OrderReplacedFact } from '../orders/facts.ts';
import { bookSideOf } from '../orders/terms.ts';
import { orderReplaced } from './order-replaced.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/** What of an order a corporate action looks at. */
export type RestatableOrder = Pick<
  OpenOrder,
  | 'orderId'
  | 'accountId'
  | 'instrumentId'
  | 'side'
  | 'quantity'
  | 'leaves'
  | 'limitPrice'
  | 'stopPrice'
  | 'displayQuantity'
  | 'reserved'
  | 'triggered'
  | 'doNotReduce'
  | 'entrySequence'
>;

/** The price increment at a price, 1/10 000 USD. */
export type TickOf = (price: Price) => Price;

/** What an action does to an open order: it goes on with other terms, ends, or stays as it is. @param fees part of its reserve. */
export function orderAfter(
  order: RestatableOrder,
  terms: ActionTerms,
  tickOf: TickOf,
  fees: Money = 0n,
): OrderReplacedFact | 'ENDS' | 'STAYS' {
  const ratio = ratioOf(terms);
  if (ratio !== undefined) return restateForSplit(order, ratio, tickOf, fees);
  if (terms.amount !== undefined) return restateForDividend(order, terms.amount, tickOf, fees);
  if (terms.kind === 'SPIN_OFF') return restateForSpinOff(order, terms.childValue, tickOf, fees);
  return isEnding(terms) ? 'ENDS' : 'STAYS';
}

/**
 * An open order of the parent in a spin-off, as at a dividend of what comes for a share (FINRA Rule 5330). Do Not Reduce is
 * about ordinary dividends in cash alone. Where no value was announced, nobody knows by how much a price must fall, and what
 * would fall ends.
 */
function restateForSpinOff(
  order: RestatableOrder,
  value: Money | undefined,
  tickOf: TickOf,
  fees: Money,
): OrderReplacedFact | 'ENDS' | 'STAYS' {
  if (!isReduced(order) || (value !== undefined && value < CENT)) return 'STAYS';
  return value === undefined ? 'ENDS' : reducedBy(order, value, tickOf, fees);
}

/** Buy limits and sell stops fall with the price of the share. */
function isReduced({ side, stopPrice, triggered }: RestatableOrder): boolean {
  const isStop = stopPrice !== undefined && !triggered;
  return (bookSideOf(side) === 'BUY') !== isStop;
}

/**
 * An open order after a forward split: quantities grow, prices fall, identity and place in the queue stay. What was
 * executed is restated too, so that executed and open make up the new total; broken shares are dropped. Buy limits and sell
 * stops fall to the tick below (FINRA Rule 5330), sell limits and buy stops, which the rule leaves alone, go to the tick
 * above (a choice): nothing costs or yields its owner more than was ordered, and nothing more is held back.
 * `ENDS` where the order must end instead (reason CORPORATE_ACTION): a reverse split ends all orders (Rule 5330), and
 * so does a price or size that cannot be expressed any more.
 */
export function restateForSplit(
  order: RestatableOrder,
  { newShares, oldShares }: Ratio,
  tickOf: TickOf,
  fees: Money = 0n,
): OrderReplacedFact | 'ENDS' {
  invariant(newShares > 0n && oldShares > 0n, 'a split has two terms above zero');
  invariant(newShares !== oldShares, 'a split changes the number of shares');
  if (newShares < oldShares) return 'ENDS';
  const shares = (old: bigint): bigint => (old * newShares) / oldShares;
  const tickAt = (price: Price): Price => tickOf((price * oldShares) / newShares);
  const below = (price: Price): Price => {
    const tick = tickAt(price);
    return ((price * oldShares) / (newShares * tick)) * tick;
  };
  const above = (price: Price): Price => {
    const tick = tickAt(price);
    return ceilDiv(price * oldShares, newShares * tick) * tick;
  };
  const isBuy = bookSideOf(order.side) === 'BUY';
  const leaves = shares(order.leaves);
  const quantity = leaves + shares(order.quantity - order.leaves);
  const limitPrice = isBuy ? below(order.limitPrice) : above(order.limitPrice);
  const stopPrice = order.stopPrice && (isBuy ? above(order.stopPrice) : below(order.stopPrice));
  if (limitPrice === 0n || stopPrice === 0n || quantity > ENGINE_LIMITS.quantity) return 'ENDS';
  const { displayQuantity } = order;
  return restated(order, fees, {
    quantity,
    leaves,
    limitPrice,
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(displayQuantity === undefined ? {} : { displayQuantity: shares(displayQuantity) }),
  });
}

/**
 * An open order on the ex-date of a cash dividend: the prices of a buy limit and of a sell stop fall by the amount, to the
 * tick below; sell limits and buy stops stay, and so do orders that are not to be reduced, and all for less than a cent (FINRA
 * Rule 5330). `ENDS` where no price is left.
 */
export function restateForDividend(
  order: RestatableOrder,
  amount: Money,
  tickOf: TickOf,
  fees: Money = 0n,
): OrderReplacedFact | 'ENDS' | 'STAYS' {
  if (order.doNotReduce === true || amount < CENT || !isReduced(order)) return 'STAYS';
  return reducedBy(order, amount, tickOf, fees);
}

function reducedBy(
  order: RestatableOrder,
  amount: Money,
  tickOf: TickOf,
  fees: Money,
): OrderReplacedFact | 'ENDS' {
  const reduced = (price: Price): Price => {
    const left = price - amount;
    return left <= 0n ? 0n : left - (left % tickOf(left));
  };
  const limitPrice = reduced(order.limitPrice);
  const stopPrice = order.stopPrice && reduced(order.stopPrice);
  if (limitPrice === 0n || stopPrice === 0n) return 'ENDS';
  const { quantity, leaves } = order;
  const stop = stopPrice === undefined ? {} : { stopPrice };
  return restated(order, fees, { quantity, leaves, limitPrice, ...stop });
}

/** An order that an action ends. */
export function orderEnded(
  order: OpenOrder,
  corporateActionId: OrderCancelledFact['data']['corporateActionId'] & {},
): OrderCancelledFact {
  const { orderId, accountId, instrumentId, side, leaves: quantity, reserved: released } = order;
  const named = { orderId, accountId, instrumentId, side, quantity, released };
  return {
    type: 'OrderCancelled',
    data: { ...named, reason: 'CORPORATE_ACTION', corporateActionId },
  };
}

type Restated = Pick<
  OrderReplacedFact['data'],
  'quantity' | 'leaves' | 'limitPrice' | 'stopPrice' | 'displayQuantity'
>;

/** Changed terms that nobody asked for: the order keeps its place in the queue. @param fees held back for fees: it stays. */
function restated(order: RestatableOrder, fees: Money, terms: Restated): OrderReplacedFact {
  return orderReplaced(order, {
    ...terms,
    reserved: fees + reservedAfter(order, fees, terms.limitPrice * terms.leaves),
    priorityKept: true,
    entrySequence: order.entrySequence,
    restated: true,
    ...(fees === 0n ? {} : { reservedFees: fees }),
  });
}

/** What is held back besides fees follows the notional: all of it for cash, a part of it on margin; never more than before. */
function reservedAfter(
  { reserved, limitPrice, leaves }: RestatableOrder,
  fees: Money,
  notional: Money,
): Money {
  const before = reserved - fees;
  const share = ceilDiv(before * notional, limitPrice * leaves);
  return share < before ? share : before;
}
