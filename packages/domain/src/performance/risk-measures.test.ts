import { describe, expect, test } from 'vitest';
import {
  beta,
  calmar,
  deviation,
  maxDrawdown,
  sharpe,
  sortino,
  trackingError,
  volatility,
} from './risk-measures.ts';

// empyrical-reloaded, tests/test_stats.py: its first return is not a number and left out here.
const EMPYRICAL = [1, 10, -4, 2, 3, 2, 1, -10].map((percent) => percent / 100);
/** Where its periods are longer, that one is nothing. */
const WITH_FIRST = [0, ...EMPYRICAL];
const [WEEKS, MONTHS] = [52, 12];

describe('measures are those of empyrical', () => {
  test.each([
    ['volatility', volatility(EMPYRICAL), 0.9136465399704637],
    ['weekly volatility', volatility(WITH_FIRST, WEEKS), 0.38851569],
    ['monthly volatility', volatility(WITH_FIRST, MONTHS), 0.1866369],
    ['Sharpe', sharpe(EMPYRICAL), 1.7238613961706866],
    ['Sortino', sortino(EMPYRICAL), 2.605531251673693],
    ['weekly Sortino', sortino(WITH_FIRST, 0, WEEKS), 1.11589],
    ['monthly Sortino', sortino(WITH_FIRST, 0, MONTHS), 0.53605627],
    ['deepest fall', maxDrawdown(EMPYRICAL)?.depth, -0.1],
    ['Calmar', calmar(1.9135925373194231, maxDrawdown(EMPYRICAL)), 19.135925373194233],
  ])('%s', (_what, value, expected) => expect(value).toBeCloseTo(expected, 6));

  test.each([
    ['volatility', volatility(EMPYRICAL), 0.9136465399704637],
    ['Sharpe', sharpe(EMPYRICAL), 1.7238613961706866],
    ['Sortino', sortino(EMPYRICAL), 2.605531251673693],
  ])('%s to the ninth decimal', (_what, value, expected) => expect(value).toBeCloseTo(expected, 9));
});

test('the deviation of logarithms, times √n, is Portfolio Performance’s RiskTest', () => {
  const logs = [0.005, -1 / 300, -0.005, 0.01, 0.01, -0.005].map((one) => Math.log(1 + one));
  expect((deviation(logs) ?? 0) * Math.sqrt(6)).toBeCloseTo(0.017736692475, 9);
});

describe('what is not defined is nothing', () => {
  test('of returns that do not vary', () => {
    const same = [0.01, 0.01, 0.01];
    expect(sharpe(same)).toBeNull();
    expect(sortino(same)).toBeNull();
    expect(beta([0.1, 0.2, 0.3], same)).toBeNull();
    expect(maxDrawdown(same)).toBeNull();
    expect(calmar(0.5, null)).toBeNull();
  });

  test('of one return, or none', () => {
    for (const returns of [[], [0.01]])
      expect([volatility(returns), sharpe(returns), beta(returns, returns)]).toEqual([
        null,
        null,
        null,
      ]);
  });
});

describe('the deepest fall', () => {
  test('may begin before the first return', () => {
    expect(maxDrawdown([-0.2, 0.1, -0.05])).toEqual({
      depth: expect.closeTo(-0.2, 12),
      peak: 0,
      trough: 0,
    });
  });

  test('is from the highest peak before its trough', () => {
    // 1 → 1.1 → 0.99 → 1.188 → 0.8316: 30 % below the third.
    expect(maxDrawdown([0.1, -0.1, 0.2, -0.3])).toEqual({
      depth: expect.closeTo(-0.3, 12),
      peak: 3,
      trough: 3,
    });
  });
});

test('what always moves twice as far as a benchmark has a beta of 2', () => {
  const benchmark = [0.01, -0.02, 0.03];
  expect(beta([0.02, -0.04, 0.06], benchmark)).toBeCloseTo(2, 12);
  expect(beta(benchmark, benchmark)).toBeCloseTo(1, 12);
  expect(trackingError(benchmark, benchmark)).toBe(0);
});
