import type { Price } from '../../kernel/fixed-point.ts';
import type { Rejection } from '../../kernel/rejection.ts';
import { max, min, shareUp } from '../../kernel/rounding.ts';
import { hasLimit } from '../../orders/terms.ts';
import type { CollarLadder } from '../../rulebook/risk.ts';
import type { Assessment } from '../assessment.ts';
import { isDuplicate, messagesAt } from '../throttle.ts';
import { finding, usd } from './check.ts';

export function checkOrderQuantity({ account, order }: Assessment): Rejection | undefined {
  const { maxOrderQuantity } = account.limits;
  return maxOrderQuantity !== undefined && order.quantity > maxOrderQuantity
    ? finding(
        'ORDER_QUANTITY_LIMIT',
        `${maxOrderQuantity} in one order`,
        `${order.quantity} are ordered`,
        'split the order or have the limit raised',
      )
    : undefined;
}

export function checkOrderNotional({ account, notional }: Assessment): Rejection | undefined {
  const { maxOrderNotional } = account.limits;
  return maxOrderNotional !== undefined && notional > maxOrderNotional
    ? finding(
        'ORDER_NOTIONAL_LIMIT',
        `${usd(maxOrderNotional)} in one order`,
        `the order is worth ${usd(notional)} at its limit`,
        'split the order or have the limit raised',
      )
    : undefined;
}

/** How far through a reference a limit may be: the rung's share of it, at least the floor. */
function collarDistance(ladder: CollarLadder, reference: Price): Price {
  const rung = ladder.rungs.find(({ upTo }) => upTo === undefined || reference <= upTo);
  return max(ladder.floor, shareUp(reference, rung?.basisPoints ?? 0n));
}

/**
 * Limit price protection: a purchase not far above the offer, a sale not far below the bid; without a quote the last
 * sale counts, before it the previous close. A stop-limit order is measured from its stop price, where it begins.
 */
export function checkCollar(a: Assessment): Rejection | undefined {
  const { order, instrument, side, context, account } = a;
  if (!hasLimit(order.type)) return undefined;
  const quote = side === 'BUY' ? order.best?.offer : order.best?.bid;
  const reference = order.stopPrice ?? (quote || instrument.lastSale || instrument.previousClose);
  const own = account.limits.collarBasisPoints;
  const house = collarDistance(context.collars, reference);
  const distance = own === undefined ? house : min(house, shareUp(reference, BigInt(own)));
  const outside =
    side === 'BUY'
      ? order.limitPrice > reference + distance
      : order.limitPrice < reference - distance;
  return outside
    ? finding(
        'PRICE_COLLAR',
        `${usd(side === 'BUY' ? reference + distance : reference - distance)}, ${usd(distance)} through ${usd(reference)}`,
        `the order is priced at ${usd(order.limitPrice)}`,
        'price the order nearer to the market',
      )
    : undefined;
}

export function checkMessageRate({ account, order }: Assessment): Rejection | undefined {
  const { ordersPerSecond } = account.limits;
  if (ordersPerSecond === undefined) return undefined;
  const count = messagesAt(account, order.at);
  return count >= ordersPerSecond
    ? finding(
        'MESSAGE_RATE',
        `${ordersPerSecond} orders and replaces a second`,
        `this would be number ${count + 1}`,
        'wait for the next second; cancels are not counted',
      )
    : undefined;
}

export function checkDuplicate(a: Assessment): Rejection | undefined {
  const { account, instrument, order, limitPrice, replaced } = a;
  const { instrumentId } = instrument;
  return replaced === undefined && isDuplicate(account, { ...order, instrumentId, limitPrice })
    ? finding(
        'DUPLICATE_ORDER',
        `one such order within ${account.limits.duplicateWindowMs} ms`,
        'an order of the same instrument, side, quantity and price was just accepted',
        'wait, or change the order if it is meant',
      )
    : undefined;
}
