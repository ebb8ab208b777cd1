import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { allocate, ceilDiv, ceilToCent, floorDiv, roundDiv, shareUp } from './rounding.ts';

describe('rounding', () => {
  test.each([
    [7n, 2n, 3n, 4n, 4n],
    [-7n, 2n, -4n, -3n, -4n],
    [6n, 3n, 2n, 2n, 2n],
    [1n, 3n, 0n, 1n, 0n],
    [0n, 5n, 0n, 0n, 0n],
  ])('%s / %s is %s down, %s up, %s to the nearest', (a, b, down, up, nearest) => {
    expect([floorDiv(a, b), ceilDiv(a, b), roundDiv(a, b)]).toEqual([down, up, nearest]);
  });

  test('a fee of a fraction of a cent is a cent; a whole cent stays one', () => {
    expect([ceilToCent(1n), ceilToCent(100n), ceilToCent(101n), ceilToCent(0n)]).toEqual([
      100n,
      100n,
      200n,
      0n,
    ]);
    expect(shareUp(3n, 5_000n)).toBe(2n);
  });
});

describe('allocation by largest remainder', () => {
  test('gives the odd unit to the largest remainder, of equal ones to the first', () => {
    expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(allocate(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n]);
    expect(allocate(-10n, [1n, 2n])).toEqual([-3n, -7n]);
  });

  test.prop([
    fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 8 }),
  ])('adds up to the whole, and no part is a unit off its share', (total, weights) => {
    const sum = weights.reduce((a, b) => a + b, 0n);
    fc.pre(sum > 0n);
    const parts = allocate(total, weights);
    expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
    parts.forEach((part, i) => {
      const off = part * sum - total * (weights[i] ?? 0n);
      expect(off < sum && off > -sum).toBe(true);
    });
  });
});
