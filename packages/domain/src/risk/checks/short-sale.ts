import type { Rejection } from '../../kernel/rejection.ts';
import { isShortSale } from '../../orders/terms.ts';
import { isBelowRule201, type Assessment } from '../assessment.ts';
import { isStock } from '../instrument-risk.ts';
import { finding } from './check.ts';

/** A short sale names shares located before it, good for the day and not used up (Reg SHO 203(b)(1)). */
export function checkLocate(a: Assessment): Rejection | undefined {
  const { account, instrument, order, context, replaced } = a;
  if (!isShortSale(order.side) || !isStock(instrument)) return undefined;
  if (context.policy.locates === 'NOT_REQUIRED') return undefined;
  const locate = order.locateId === undefined ? undefined : account.locates.get(order.locateId);
  const good =
    locate !== undefined &&
    locate.instrumentId === instrument.instrumentId &&
    locate.expiresOn >= context.date;
  const used = good ? locate.used - (replaced?.leaves ?? 0n) : 0n;
  const left = good ? locate.quantity - used : 0n;
  return order.quantity > left
    ? finding(
        'LOCATE_REQUIRED',
        `${left} shares located and unused`,
        `${order.quantity} are to be sold short`,
        'locate shares and name the locate, or sell less',
      )
    : undefined;
}

/** Rule 201: not at or below the national best bid. Orders with a limit have been moved above it by now. */
export function checkRule201({ instrument, order, limitPrice }: Assessment): Rejection | undefined {
  if (order.side !== 'SELL_SHORT' || !isBelowRule201(instrument, limitPrice, order.best))
    return undefined;
  return finding(
    'SHORT_SALE_RESTRICTED',
    'short sales above the best bid only, today and tomorrow (Rule 201)',
    'the order may trade at or below it',
    'use a limit above the bid',
  );
}

/** Who may not sell short cannot sell more than he has. */
export function checkOwned({
  account,
  instrument,
  order,
  freeLong,
}: Assessment): Rejection | undefined {
  if (order.side === 'BUY' || !isStock(instrument)) return undefined;
  if (isShortSale(order.side)) {
    return account.accountType === 'MARGIN' && account.shortSelling
      ? undefined
      : finding(
          'INSUFFICIENT_POSITION',
          'no short sales',
          `${order.quantity} shares are to be sold short`,
          'sell what is owned, or ask for a margin account with short selling',
        );
  }
  return order.quantity > freeLong
    ? finding(
        'INSUFFICIENT_POSITION',
        `${freeLong} shares owned and not promised to open sells`,
        `${order.quantity} are to be sold`,
        'sell less or cancel open sells',
      )
    : undefined;
}
