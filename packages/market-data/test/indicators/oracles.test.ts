import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ATR, BollingerBands, EMA, MACD, RSI, SMA } from 'technicalindicators';
import { describe, expect, test } from 'vitest';
import { barOf, overCloses, valuesOf } from './values-of.ts';

/** A daily index from 2013 on with indicators of LEAN's Tests/TestData. */
const FILE = fileURLToPath(
  new URL('../../../../../shared/data/indicators/spy_with_indicators.txt', import.meta.url),
);

test('LEAN’s values over a daily index', (context) => {
  if (!existsSync(FILE)) context.skip('the file of LEAN is not on this machine');
  const [head = '', ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  const rows = lines.map((line) => line.split(','));
  const column = (name: string): readonly string[] => rows.map((r) => r[names.indexOf(name)] ?? '');
  const closes = column('Close').map((text) => Math.round(Number(text) * 10_000));
  // What the file has is rounded; LEAN's own differences are known to be below these.
  for (const [name, theirs, tolerance, unit] of [
    ['sma:14', 'SMA14', 0.006, 10_000],
    ['ema:14', 'EMA14', 0.006, 10_000],
    ['rsi:14', 'RSI 14 Wilder', 5e-6, 1],
  ] as const) {
    const ours = overCloses(name, closes);
    let compared = 0;
    for (const [row, text] of column(theirs).entries()) {
      if (text === '') continue;
      expect(Math.abs(ours[row]! / unit - Number(text)), `${name}, row ${row}`).toBeLessThan(
        tolerance,
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  }
});

describe('technicalindicators over a walk', () => {
  /** 400 bars of a fixed walk around 100 USD. */
  const walk = Array.from({ length: 400 }, (_, n) => {
    const close = 1_000_000 + Math.round(50_000 * Math.sin(n / 7) + 9_000 * Math.sin(n * n));
    return { close, high: close + 700 + ((n * 37) % 900), low: close - 500 - ((n * 53) % 800) };
  });
  const bars = walk.map((fields, n) => barOf(n, fields));
  const values = walk.map(({ close }) => close);
  const agree = (name: string, theirs: readonly (readonly number[])[], tolerance: number): void => {
    const ours = valuesOf(name, bars).slice(-theirs.length);
    expect(theirs.length).toBeGreaterThan(300);
    for (const [row, expected] of theirs.entries())
      for (const [output, value] of expected.entries())
        expect(Math.abs(ours[row]![output]! - value), `${name}, row ${row}`).toBeLessThan(
          tolerance,
        );
  };
  const single = (row: readonly number[]): readonly (readonly number[])[] => row.map((v) => [v]);

  test('means', () => {
    agree('sma:20', single(SMA.calculate({ period: 20, values })), 1e-6);
    agree('ema:20', single(EMA.calculate({ period: 20, values })), 1e-6);
  });

  test('RSI, which it rounds to two decimals; a flat series is 100 there and 50 here', () => {
    agree('rsi:14', single(RSI.calculate({ period: 14, values })), 0.0051);
    expect(RSI.calculate({ period: 2, values: [5, 5, 5] })).toEqual([100]);
  });

  test('ATR', () => {
    const [high, low] = [walk.map((bar) => bar.high), walk.map((bar) => bar.low)];
    agree('atr:14', single(ATR.calculate({ period: 14, high, low, close: values })), 1e-6);
  });

  test('Bollinger', () => {
    const theirs = BollingerBands.calculate({ period: 20, stdDev: 2, values });
    agree(
      'bollinger:20:2',
      theirs.map(({ lower, middle, upper }) => [lower, middle, upper]),
      1e-5,
    );
  });

  test('MACD', () => {
    const theirs = MACD.calculate({
      values,
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    }).filter(({ signal }) => signal !== undefined);
    agree(
      'macd:12:26:9',
      theirs.map((one) => [one.MACD!, one.signal!, one.histogram!]),
      1e-6,
    );
  });
});
