import { invariant } from './invariant.ts';

/** One cent in 1/10 000 USD: what the ledger books in. */
export const CENT = 100n;

/** Ratios are counted in basis points: 10 000 is one. */
export const BASIS = 10_000n;

/** `numerator / denominator` rounded towards minus infinity. @param denominator above zero. */
export function floorDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/** `numerator / denominator` rounded towards plus infinity. @param denominator above zero. */
export function ceilDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator > 0n && quotient * denominator !== numerator ? quotient + 1n : quotient;
}

/** `numerator / denominator` to the nearest integer, halves away from zero. @param denominator above zero. */
export function roundDiv(numerator: bigint, denominator: bigint): bigint {
  return numerator < 0n
    ? -((-numerator * 2n + denominator) / (denominator * 2n))
    : (numerator * 2n + denominator) / (denominator * 2n);
}

/** The next whole cent that is not below `amount` (1/10 000 USD): how fees and requirements are rounded. */
export function ceilToCent(amount: bigint): bigint {
  return ceilDiv(amount, CENT) * CENT;
}

/** `amount × basisPoints / 10 000`, rounded up: a requirement is never understated. */
export function shareUp(amount: bigint, basisPoints: bigint): bigint {
  return ceilDiv(amount * basisPoints, BASIS);
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function abs(a: bigint): bigint {
  return a < 0n ? -a : a;
}

/** What is above zero of `a`. */
export function positive(a: bigint): bigint {
  return a > 0n ? a : 0n;
}

/**
 * Splits `total` in proportion to `weights` so that the parts add up to it exactly: each gets its share rounded down,
 * and what is left goes, one unit each, to the largest remainders (of equal ones to the first).
 * @param weights zero or more, not all zero.
 */
export function allocate(total: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  invariant(sum > 0n && weights.every((w) => w >= 0n), 'nothing to allocate by');
  const parts = weights.map((weight) => floorDiv(total * weight, sum));
  const left = total - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: total * weight - (parts[index] ?? 0n) * sum }))
    .toSorted((a, b) =>
      a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
    );
  for (const { index } of byRemainder.slice(0, Number(left)))
    parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
