import { ENGINE_LIMITS } from '../kernel/engine-limits.ts';
import { formatDecimal, type Price } from '../kernel/fixed-point.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { BASIS } from '../kernel/rounding.ts';

/** Highest price that the matching engine can count, in ticks. */
export const MAX_PRICE_TICKS: bigint = BigInt(ENGINE_LIMITS.priceTicks);

/** What of an instrument decides which prices its book can count. */
export interface PriceRangeTerms {
  readonly tickSize: Price;
  /** Daily limits of a future, 1/10 000 of its settlement price. */
  readonly dailyLimitBasisPoints?: readonly number[] | undefined;
}

/**
 * Why a close, settlement or reference price cannot be one of the instrument: it does not stand on the unit in which its
 * prices are counted, or the book cannot count up to the limits that follow from it.
 */
export function checkAnchor(
  { tickSize, dailyLimitBasisPoints = [] }: PriceRangeTerms,
  price: Price,
): Rejection | undefined {
  if (price % tickSize !== 0n)
    return reject(
      'INVALID_TICK',
      `${formatDecimal(price)} is not a multiple of the tick size ${formatDecimal(tickSize)}`,
    );
  const widest = BigInt(Math.max(0, ...dailyLimitBasisPoints));
  const highest = price + (price * widest) / BASIS;
  return highest / tickSize > MAX_PRICE_TICKS
    ? reject(
        'INVALID_TICK',
        `prices up to ${formatDecimal(highest)} would be more than ${MAX_PRICE_TICKS} ticks of ${formatDecimal(tickSize)}`,
      )
    : undefined;
}
