import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Bar, BarKind, IndicatorTable, parseIndicator } from '../../src/index.ts';
import { barOf, overCloses } from './values-of.ts';

/** The definitions over a list of closes, from its begin, oldest first; for the last bar alone. */
const NAIVE: Readonly<Record<string, (closes: readonly number[]) => number>> = {
  'sma:3': (closes) =>
    closes.length < 3 ? NaN : closes.slice(-3).reduce((sum, close) => sum + close, 0) / 3,
  'ema:3': (closes) => {
    if (closes.length < 3) return NaN;
    let mean = (closes[0]! + closes[1]! + closes[2]!) / 3;
    for (const close of closes.slice(3)) mean = mean + (2 / 4) * (close - mean);
    return mean;
  },
  'rsi:3': (closes) => {
    if (closes.length < 4) return NaN;
    const changes = closes.slice(1).map((close, n) => close - closes[n]!);
    const mean = (values: readonly number[]): number => {
      let average = (values[0]! + values[1]! + values[2]!) / 3;
      for (const value of values.slice(3)) average = (average * 2 + value) / 3;
      return average;
    };
    const gain = mean(changes.map((change) => Math.max(change, 0)));
    const loss = mean(changes.map((change) => Math.max(-change, 0)));
    if (loss === 0) return gain === 0 ? 50 : 100;
    return 100 - 100 / (1 + gain / loss);
  },
};
const NAMES = Object.keys(NAIVE);

const price = fc.integer({ min: 1, max: 10_000_000 });
/** Bars of some sessions, and corrections, each of a bar of its own session. */
const session = fc.array(
  fc.record({
    close: price,
    deed: fc.constantFrom('close', 'close', 'correct', 'withdraw'),
    at: fc.nat(20),
  }),
  { maxLength: 15 },
);

describe('given any bars and corrections', () => {
  test.prop([fc.array(session, { maxLength: 4 })])(
    'the values told last are those of a recomputation from the bars, bit by bit',
    (sessions) => {
      const told = new Map<string, number[]>();
      const table = new IndicatorTable(
        NAMES.map(parseIndicator),
        {
          indicators: ({ date, start, values }) => void told.set(`${date} ${start}`, [...values]),
        },
        { width: '1d', instrumentsMax: 1 },
      );
      const bars = new Map<string, Bar>();
      for (const [date, steps] of sessions.entries()) {
        for (const [n, { close, deed, at }] of steps.entries()) {
          const isNew = deed === 'close' || at >= n;
          const start = isNew ? n : at;
          const key = `${date} ${start}`;
          const isGone = !isNew && deed === 'withdraw';
          const closed = isNew ? BarKind.CLOSED : BarKind.CORRECTED;
          const kind = isGone ? BarKind.WITHDRAWN : closed;
          const bar = barOf(date, { start, close, kind });
          if (isGone) told.delete(key);
          table.bar(bar);
          if (isGone) bars.delete(key);
          else bars.set(key, bar);
        }
      }
      const all = [...bars.values()].toSorted((a, b) => a.date - b.date || a.start - b.start);
      const closes = all.map(({ close }) => close);
      const expected = all.map((bar, n) => [
        `${bar.date} ${bar.start}`,
        NAMES.map((name) => NAIVE[name]!(closes.slice(0, n + 1))),
      ]);
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
    },
  );

  test.prop([
    fc.array(price, { minLength: 2, maxLength: 30 }),
    fc.nat(29),
    fc.constantFrom(0.25, 3),
  ])('a split scales means, and leaves RSI as it is', (closes, at, factor) => {
    const split = Math.min(at, closes.length - 1);
    const rows: number[][] = [];
    const table = new IndicatorTable(
      NAMES.map(parseIndicator),
      { indicators: ({ values }) => void rows.push([...values]) },
      { width: '1d', instrumentsMax: 1 },
    );
    for (const [n, close] of closes.entries()) {
      if (n === split) table.scale(0, factor);
      table.bar(barOf(n, { close: n < split ? close : close * factor }));
    }
    const whole = NAMES.map((name) => overCloses(name, closes).at(-1)!);
    const [sma, ema, rsi] = rows.at(-1)!;
    const near = (ours: number, theirs: number): void => {
      if (Number.isNaN(theirs)) expect(ours).toBeNaN();
      else
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)));
    };
    near(sma!, whole[0]! * factor);
    near(ema!, whole[1]! * factor);
    near(rsi!, whole[2]!);
  });
});
