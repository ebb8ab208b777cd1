import type { OrderAcceptedFact } from '../../orders/facts.ts';
import { isStop } from '../../orders/terms.ts';
import { isMarketable, type Benchmark } from '../benchmark.ts';

/** The four kinds of orders of Rule 606(a)(1), in the order of the report. */
export const ORDER_CLASSES = [
  'MARKET',
  'MARKETABLE_LIMIT',
  'NON_MARKETABLE_LIMIT',
  'OTHER',
] as const;
export type OrderClass = (typeof ORDER_CLASSES)[number];

/**
 * The class of an order at its receipt, which it keeps: a stop is `OTHER` however it ends. `isSure` is false where a limit order
 * met no quote of anybody: whether it could be executed is not known, and it counts as `OTHER`.
 */
export function classOf(
  terms: OrderAcceptedFact['data'],
  benchmark: Benchmark,
): { readonly orderClass: OrderClass; readonly isSure: boolean } {
  const { type, timeInForce, side, limitPrice, minimumQuantity } = terms;
  const isForAuction = timeInForce === 'OPG' || timeInForce === 'CLS';
  if (isStop(type) || isForAuction || timeInForce === 'FOK' || minimumQuantity !== undefined)
    return { orderClass: 'OTHER', isSure: true };
  if (type === 'MARKET') return { orderClass: 'MARKET', isSure: true };
  if (benchmark.bid === undefined && benchmark.offer === undefined)
    return { orderClass: 'OTHER', isSure: false };
  const orderClass = isMarketable(side, limitPrice, benchmark)
    ? 'MARKETABLE_LIMIT'
    : 'NON_MARKETABLE_LIMIT';
  return { orderClass, isSure: true };
}
