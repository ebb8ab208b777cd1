import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { abs, ceilDiv } from '../kernel/rounding.ts';
import type { ActionTerms, Ratio } from './terms.ts';

/** What becomes of a position: whole shares, and cash for the part of a share that is left. Shorts mirror longs. */
export interface Multiplied {
  readonly quantity: Quantity;
  readonly cash: Money;
}

/**
 * A position after a split or stock dividend. Parts of a share of the account as a whole are paid at the price, rounded
 * towards zero to 1/10 000 USD, or rounded up to one share.
 * @param price of one new share, 1/10 000 USD.
 */
export function multiplied(
  position: Quantity,
  { newShares, oldShares }: Ratio,
  fractions: ActionTerms['fractions'],
  price: Price,
): Multiplied {
  const sign = position < 0n ? -1n : 1n;
  const exact = abs(position) * newShares;
  if (fractions === 'ROUND_UP') return { quantity: sign * ceilDiv(exact, oldShares), cash: 0n };
  return {
    quantity: sign * (exact / oldShares),
    cash: (sign * ((exact % oldShares) * price)) / oldShares,
  };
}

/** A price after a split, to the nearest 1/10 000 USD and never zero; 0 stays 0: there is none. */
export function dividedPrice(price: Price, { newShares, oldShares }: Ratio): Price {
  if (price === 0n) return 0n;
  const divided = (2n * price * oldShares + newShares) / (2n * newShares);
  return divided === 0n ? 1n : divided;
}

/** What of a price an action leaves, 1/10 000 USD. @param terms of a spin-off with what the price falls by. */
export function priceAfter(
  price: Price,
  terms: ActionTerms & { readonly priceFall?: Price },
  ratio: Ratio | undefined,
): Price {
  if (ratio !== undefined) return dividedPrice(price, ratio);
  const { priceFall = 0n, amount = priceFall } = terms;
  return price > amount ? price - amount : price;
}

/**
 * How much of a cost belongs to the part of a share that was paid in cash: its share of all new shares, rounded down.
 * @param cost of the position or lot, 1/10 000 USD; of a short one below zero.
 */
export function costOfFraction(
  cost: Money,
  before: Quantity,
  after: Quantity,
  { newShares, oldShares }: Ratio,
): Money {
  const exact = abs(before) * newShares;
  const part = exact - abs(after) * oldShares;
  return part <= 0n ? 0n : (cost * part) / exact;
}
