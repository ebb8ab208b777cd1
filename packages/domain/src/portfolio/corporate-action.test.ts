import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { multiplied } from '../corporate-actions/entitlement.ts';
import { adjustLots, returnCapital } from './corporate-action.ts';

const lot = (quantity: bigint, cost: bigint) => ({ quantity, cost });
const ratio = (newShares: bigint, oldShares: bigint) => ({ newShares, oldShares });

describe('lots at a split (worked by hand)', () => {
  test('have more shares for the same cost', () => {
    expect(adjustLots([lot(100n, 1_000n), lot(50n, 900n)], 300n, ratio(2n, 1n), 0n)).toEqual({
      lots: [lot(200n, 1_000n), lot(100n, 900n)],
      realised: 0n,
    });
  });

  test('a part paid in cash takes its part of the cost along', () => {
    // 7 × 3 / 2 = 10.5: half a share of 10.5, 1/21 of 2,100, for 120.
    expect(adjustLots([lot(7n, 2_100n)], 10n, ratio(3n, 2n), 120n)).toEqual({
      lots: [lot(10n, 2_000n)],
      realised: 20n,
    });
  });

  test('one that has no share left adds its cost to the next, and to the one before where it is the last', () => {
    // 1 + 9 + 1 = 11 shares, 1:5: 2 shares and a fifth, which has 1/11 of each cost.
    expect(
      adjustLots([lot(1n, 110n), lot(9n, 880n), lot(1n, 121n)], 2n, ratio(1n, 5n), 90n),
    ).toEqual({
      lots: [lot(2n, 100n + 800n + 110n)],
      realised: 90n - (10n + 80n + 11n),
    });
  });

  test('nothing left is all realised', () => {
    expect(adjustLots([lot(3n, 300n)], 0n, ratio(1n, 10n), 250n)).toEqual({
      lots: [],
      realised: -50n,
    });
  });

  test('short mirrors long', () => {
    expect(adjustLots([lot(-7n, -2_100n)], -10n, ratio(3n, 2n), -120n)).toEqual({
      lots: [lot(-10n, -2_000n)],
      realised: -20n,
    });
  });
});

describe('capital returned', () => {
  test('lowers the cost of lots by their size, and is a gain below nothing', () => {
    expect(returnCapital([lot(100n, 1_000n), lot(50n, 200n)], 900n)).toEqual({
      lots: [lot(100n, 400n), lot(50n, 0n)],
      realised: 100n,
    });
  });

  test('by a short position it is a loss', () => {
    expect(returnCapital([lot(-100n, -300n)], -400n)).toEqual({
      lots: [lot(-100n, 0n)],
      realised: -100n,
    });
  });
});

const sizes = fc.array(fc.tuple(fc.bigInt(1n, 9_999n), fc.bigInt(0n, 10n ** 9n)), {
  minLength: 1,
  maxLength: 12,
});

property.prop({
  sizes,
  short: fc.boolean(),
  newShares: fc.bigInt(1n, 200n),
  oldShares: fc.bigInt(1n, 200n),
  price: fc.bigInt(1n, 10n ** 7n),
  returned: fc.bigInt(0n, 10n ** 9n),
})(
  'cost before is cost after and what the cash realised; shares are those of the account',
  ({ sizes: held, short, newShares, oldShares, price, returned }) => {
    const sign = short ? -1n : 1n;
    const lots = held.map(([quantity, cost]) => lot(sign * quantity, sign * cost));
    const sum = (of: readonly { quantity: bigint; cost: bigint }[], what: 'quantity' | 'cost') =>
      of.reduce((all, one) => all + one[what], 0n);
    const terms = ratio(newShares, oldShares);
    const { quantity, cash } = multiplied(sum(lots, 'quantity'), terms, undefined, price);
    const after = adjustLots(lots, quantity, terms, cash);
    expect(sum(after.lots, 'quantity')).toBe(quantity);
    expect(sum(lots, 'cost')).toBe(sum(after.lots, 'cost') + cash - after.realised);
    expect(after.lots.every((one) => one.quantity * sign > 0n)).toBe(true);
    const less = returnCapital(after.lots, sign * returned);
    if (after.lots.length > 0)
      expect(sum(after.lots, 'cost')).toBe(
        sum(less.lots, 'cost') + sign * returned - less.realised,
      );
  },
);
