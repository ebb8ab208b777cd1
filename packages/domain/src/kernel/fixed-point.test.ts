import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { DecimalSyntaxError, formatDecimal, notional, parseDecimal } from './fixed-point.ts';

describe('decimal text', () => {
  test.each([
    ['0', 0n],
    ['1', 10_000n],
    ['223.95', 2_239_500n],
    ['0.0001', 1n],
    ['-12.5', -125_000n],
    ['999999999999999.9999', 9_999_999_999_999_999_999n],
  ])('%s is %s units', (text, units) => {
    expect(parseDecimal(text)).toBe(units);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '1e3',
    'NaN',
    'Infinity',
    '0x10',
    '1.',
    '.5',
    '1.00001',
    '1,5',
    '١٢',
    '--1',
    '1'.repeat(16),
  ])('%j is refused', (text) => {
    expect(() => parseDecimal(text)).toThrow(DecimalSyntaxError);
  });

  test.each([
    [1_250_000n, '125.00'],
    [1_255_000n, '125.50'],
    [1_255_500n, '125.55'],
    [1_255_510n, '125.551'],
    [1n, '0.0001'],
    [-1n, '-0.0001'],
  ])('%s units are written as %s', (units, text) => {
    expect(formatDecimal(units)).toBe(text);
  });

  test.prop([fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })])(
    'survives a round trip',
    (units) => {
      expect(parseDecimal(formatDecimal(units))).toBe(units);
    },
  );
});

test('0.1 + 0.2 costs exactly what 0.3 costs', () => {
  expect(notional(parseDecimal('0.1'), 1n) + notional(parseDecimal('0.2'), 1n)).toBe(
    notional(parseDecimal('0.3'), 1n),
  );
});
