import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';

/** A purchase that costs at most this. */
export interface WantedPurchase {
  readonly quantity: Quantity;
  /** Limit, 1/10 000 USD. */
  readonly limitPrice: Price;
}

/**
 * How much of each purchase the cash allows: all of it, or the same part of each rounded down to multiples of `roundTo`; what
 * is left buys one multiple more of those with the largest remainders, of equal ones the first, as far as it goes. Together
 * they never cost more than `cash`, each at its limit.
 * @param cash 1/10 000 USD; nothing is bought with what is below zero.
 */
export function withinCash(
  wanted: readonly WantedPurchase[],
  cash: Money,
  roundTo: Quantity,
): readonly Quantity[] {
  const needed = wanted.reduce((sum, one) => sum + one.quantity * one.limitPrice, 0n);
  if (needed <= cash) return wanted.map(({ quantity }) => quantity);
  if (cash <= 0n) return wanted.map(() => 0n);
  const parts = wanted.map(({ quantity }) => {
    const share = (quantity * cash) / needed;
    return share - (share % roundTo);
  });
  let left = cash - wanted.reduce((sum, one, n) => sum + parts[n]! * one.limitPrice, 0n);
  const byRemainder = wanted
    .map(({ quantity }, index) => ({ index, remainder: quantity * cash - parts[index]! * needed }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of byRemainder) {
    const { quantity, limitPrice } = wanted[index]!;
    const cost = limitPrice * roundTo;
    if (cost > left || parts[index]! + roundTo > quantity) continue;
    parts[index] = parts[index]! + roundTo;
    left -= cost;
  }
  return parts;
}
