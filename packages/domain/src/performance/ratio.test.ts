import { expect, test } from 'vitest';
import { ratioText } from './ratio.ts';

test.each([
  [0.125, 2, '0.12'],
  [0.375, 2, '0.38'],
  [-0.125, 2, '-0.12'],
  [-0.001, 2, '0.00'],
  [12.5, 0, '12'],
  [1 / 3, 6, '0.333333'],
  [2 ** 60, 2, '1152921504606846976.00'],
  [null, 2, null],
  [Number.NaN, 2, null],
  [Number.POSITIVE_INFINITY, 2, null],
])('%d with %i decimals is %s', (value, decimals, text) => {
  expect(ratioText(value, decimals)).toBe(text);
});
