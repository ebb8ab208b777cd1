import { fc, test } from '@fast-check/vitest';
import { parseDecimal } from '@bellwether/domain';
import { expect } from 'vitest';
import { UNREPRESENTABLE, decimalUnits } from './decimal.ts';

test.each([
  ['0', 4, 0],
  ['12.34', 4, 123_400],
  ['-0.0001', 4, -1],
  ['126.55000', 4, 1_265_500],
  ['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
  ['1e-4', 4, 1],
  ['1.25e2', 4, 1_250_000],
  ['120E-1', 0, 12],
  ['0e9', 4, 0],
  ['0.45054140', 8, 45_054_140],
])('%s in units of 10^-%d is %d', (text, decimals, expected) => {
  expect(decimalUnits(text, decimals)).toBe(expected);
});

test.each([
  ['0.00001', 4],
  ['9007199254740992', 0],
  ['1e300', 4],
  ['1e-5', 4],
  ['1'.repeat(400), 0],
  ['0.5', 0],
  ['5e-1', 0],
])('%s in units of 10^-%d cannot be represented', (text, decimals) =>
  expect(decimalUnits(text, decimals)).toBe(UNREPRESENTABLE),
);

test.each([
  '',
  '-',
  '.',
  '.5',
  '5.',
  '1.2.3',
  '+1',
  ' 1',
  '1 ',
  '0x10',
  '1e',
  '1e+',
  '1e1.5',
  'NaN',
  '1,5',
  'e5',
  '--1',
  '١',
])('"%s" is no decimal number', (text) => expect(decimalUnits(text, 4)).toBeNaN());

test.prop([fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n })])(
  'every safe number of 1/10 000 is read as the domain reads it',
  (units) => {
    const digits = `${units < 0n ? -units : units}`.padStart(5, '0');
    const text = `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
    expect(decimalUnits(text, 4)).toBe(Number(parseDecimal(text)));
  },
);
