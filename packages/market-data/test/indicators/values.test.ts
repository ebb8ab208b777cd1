import { describe, expect, test } from 'vitest';
import { IndicatorNameError, parseIndicator } from '../../src/index.ts';
import { barOf, overCloses, valuesOf } from './values-of.ts';

const { NaN: NONE } = Number;

describe('worked by hand', () => {
  test('SMA(3) is the mean of three closes', () => {
    expect(overCloses('sma:3', [1, 2, 6, 10])).toEqual([NONE, NONE, 3, 6]);
  });

  test('EMA(3) of 0, 1, 2 … begins with the mean of the first three', () => {
    const closes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(overCloses('ema:3', closes)).toEqual([NONE, NONE, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('EMA(2) of 1, −1, 1 has the seed 0, and does not pass over it', () => {
    expect(overCloses('ema:2', [1, -1, 1])).toEqual([NONE, 0, 2 / 3]);
  });

  test('RSI(2): mean gain 1 and mean loss ½, then 2 and ¼', () => {
    // Changes +2, −1, +3: (2 + 0)/2 = 1 and (0 + 1)/2 = ½; (1·1 + 3)/2 = 2 and (½·1 + 0)/2 = ¼.
    expect(overCloses('rsi:2', [10, 12, 11, 14])).toEqual([
      NONE,
      NONE,
      100 - 100 / (1 + 2),
      100 - 100 / (1 + 8),
    ]);
  });

  test('RSI is 50 without a change, 100 with gains alone, 0 with losses alone', () => {
    expect(overCloses('rsi:2', [5, 5, 5])[2]).toBe(50);
    expect(overCloses('rsi:2', [5, 6, 7])[2]).toBe(100);
    expect(overCloses('rsi:2', [7, 6, 5])[2]).toBe(0);
  });

  test('ATR(2): ranges 4 and 2 from the closes before, then 6', () => {
    const bars = [
      barOf(0, { high: 11, low: 9, close: 10 }),
      barOf(1, { high: 14, low: 12, close: 13 }),
      barOf(2, { high: 14, low: 12, close: 12 }),
      barOf(3, { high: 8, low: 6, close: 7 }),
    ];
    expect(valuesOf('atr:2', bars)).toEqual([[NONE], [NONE], [3], [4.5]]);
  });

  test('Bollinger(2, 2) of 1 and 3 is 2 ± 2', () => {
    const bars = [1, 3].map((close, n) => barOf(n, { close }));
    expect(valuesOf('bollinger:2:2', bars)[1]).toEqual([0, 2, 4]);
  });

  test('MACD(1, 2, 2) of 1, 3, 7', () => {
    // Fast means 1, 3, 7; slow ones 2 and 2 + ⅔·5; lines 1 and 5/3, whose mean is 4/3.
    const bars = [1, 3, 7].map((close, n) => barOf(n, { close }));
    const [, second, third] = valuesOf('macd:1:2:2', bars);
    expect(second).toEqual([1, NONE, NONE]);
    expect(third![0]).toBeCloseTo(5 / 3, 12);
    expect(third![1]).toBeCloseTo(4 / 3, 12);
    expect(third![2]).toBeCloseTo(1 / 3, 12);
  });

  test('VWAP begins anew with each session', () => {
    const bars = [
      barOf(0, { start: 0, turnover: 100, volume: 10 }),
      barOf(0, { start: 1, turnover: 60, volume: 2 }),
      barOf(1, { start: 0, turnover: 40, volume: 4 }),
    ];
    expect(valuesOf('vwap', bars)).toEqual([[10], [160 / 12], [10]]);
  });
});

test.each(['', 'sma', 'sma:0', 'sma:1001', 'sma:2:3', 'macd:26:12:9', 'toString', 'ema:1.5'])(
  '%j names no indicator',
  (text) => {
    expect(() => parseIndicator(text)).toThrow(IndicatorNameError);
  },
);
