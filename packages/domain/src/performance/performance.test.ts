import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseDate, type CivilDate } from '../time/civil-date.ts';
import type { HeldInstrument, PositionChange } from './curve-input.ts';
import { equityCurve } from './equity-curve.ts';
import { MarkHistory, type DayPrice } from './mark-history.ts';
import { performanceOf } from './performance.ts';

const FIRST = parseDate('2026-11-02');
/** The n-th day from the first. */
const day = (n: number): CivilDate => (FIRST + n) as CivilDate;
const USD = 10_000n;

/** A purchase, or below zero a sale, of whole dollars. */
function dealt(n: number, quantity: bigint, price: bigint, fees = 0n): PositionChange {
  const turnover = quantity * price * USD;
  return {
    day: day(n),
    traded: quantity,
    transferred: 0n,
    cost: turnover + fees * USD,
    fees: fees * USD,
    turnover,
    bought: quantity > 0n ? turnover : 0n,
    sold: quantity < 0n ? -turnover : 0n,
  };
}

/** Official closes in dollars, day by day. */
const closes = (...prices: readonly bigint[]): DayPrice[] =>
  prices.map((price, n) => ({ day: day(n), price: price * USD, kind: 'OFFICIAL' }));

function held(prices: readonly DayPrice[], changes: readonly PositionChange[]): HeldInstrument {
  return {
    instrumentId: 'X',
    multiplier: 1n,
    isFuture: false,
    changes,
    marks: new MarkHistory(prices),
  };
}

const flow = (n: number, dollars: bigint) => ({ day: day(n), amount: dollars * USD });
const whole = { from: day(0), to: day(99) };

describe('a time-weighted return has a break at every flow', () => {
  // Worked by hand. 1 000 paid in and 10 bought at 100; 900 more on the third day; 110 taken out on the fourth.
  const curve = equityCurve({
    instruments: [held(closes(100n, 110n, 121n, 110n), [dealt(0, 10n, 100n)])],
    flows: [flow(0, 1_000n), flow(2, 900n), flow(3, -110n)],
    through: day(3),
  });

  test('day by day', () => {
    expect(curve.map(({ start, in: into, out, end }) => [start, into, out, end])).toEqual(
      [
        [0n, 1_000n, 0n, 1_000n],
        [1_000n, 0n, 0n, 1_100n],
        [1_100n, 900n, 0n, 2_110n],
        [2_110n, 0n, 110n, 1_890n],
      ].map((row) => row.map((dollars) => dollars * USD)),
    );
    const expected = [0, 0.1, 2_110 / 2_000 - 1, 2_000 / 2_110 - 1];
    curve.forEach((row, n) => expect(row.return).toBeCloseTo(expected[n]!, 12));
  });

  test('as a whole: the stock rose by a tenth, whatever was paid in meanwhile', () => {
    const found = performanceOf(curve, whole)!;
    // 1.1 × 1.055 × (2 000 ÷ 2 110) = 1.1
    expect(found.timeWeighted).toBeCloseTo(0.1, 12);
    expect(found).toMatchObject({
      start: 0n,
      end: 1_890n * USD,
      in: 1_900n * USD,
      out: 110n * USD,
      profit: 100n * USD,
      timeWeightedYearly: null,
      officialDays: 4,
      version: 1,
    });
    expect(found.contributions).toEqual([
      { instrumentId: 'X', profit: 100n * USD, contribution: expect.closeTo(0.1, 12) },
    ]);
  });

  test('of a part: it begins where the day before ended', () => {
    const found = performanceOf(curve, { from: day(1), to: day(1) })!;
    expect(found).toMatchObject({ start: 1_000n * USD, end: 1_100n * USD, days: 1 });
    expect(found.timeWeighted).toBeCloseTo(0.1, 12);
  });
});

test('a fall is counted from the beginning, and has its days', () => {
  const curve = equityCurve({
    instruments: [held(closes(80n, 88n, 66n), [dealt(0, 10n, 100n)])],
    flows: [flow(0, 1_000n)],
    through: day(2),
  });
  // 1 000 → 800 → 880 → 660
  const { drawdown } = performanceOf(curve, whole)!;
  expect(drawdown).toEqual({ depth: expect.closeTo(-0.34, 12), peak: day(0), trough: day(2) });
});

test('securities from outside are a flow worth their mark of the day before', () => {
  const came = { ...dealt(1, 0n, 0n), transferred: 5n };
  const curve = equityCurve({
    instruments: [held(closes(100n, 120n), [came])],
    flows: [flow(0, 500n)],
    through: day(1),
  });
  expect(curve[1]).toMatchObject({ in: 500n * USD, end: 1_100n * USD });
  expect(curve[1]?.return).toBeCloseTo(0.1, 12);
});

test('a day on which next to nothing could earn is skipped, not a return of −100 %', () => {
  // One dollar is paid in and taken out again; then there is a ten-thousandth of one.
  const flows = [flow(0, 1n), flow(1, -1n), { day: day(2), amount: 1n }];
  const curve = equityCurve({ instruments: [], flows, through: day(2) });
  expect(curve.map((row) => row.return)).toEqual([0, 0, null]);
  expect(performanceOf(curve, whole)).toMatchObject({ skipped: 1, timeWeighted: 0 });
});

test('a corrected close and a trade taken back later make another version of their days', () => {
  const prices = [
    ...closes(100n, 110n, 121n),
    { day: day(1), price: 109n * USD, kind: 'OFFICIAL' as const },
  ];
  const undone = { ...dealt(0, -2n, 100n), knownOn: day(2) };
  const curve = equityCurve({
    instruments: [held(prices, [dealt(0, 10n, 100n), dealt(0, 2n, 100n), undone])],
    flows: [flow(0, 2_000n)],
    through: day(2),
  });
  expect(curve.map(({ version, end }) => [version, end / USD])).toEqual([
    [2, 2_000n],
    [3, 2_090n],
    [1, 2_210n],
  ]);
});

describe('a sale counts where there is no official close', () => {
  const marks = new MarkHistory([
    { day: day(0), price: 7n, kind: 'LISTING' },
    { day: day(2), price: 9n, kind: 'OFFICIAL' },
    { day: day(2), price: 8n, kind: 'SALE' },
    { day: day(3), price: 10n, kind: 'SALE' },
  ]);
  test.each([
    [-1, undefined],
    [1, 7n],
    [2, 9n],
    [3, 10n],
    [9, 10n],
  ])('on day %i', (n, price) => expect(marks.on(day(n))?.price).toBe(price));
});

property.prop([fc.uniqueArray(fc.nat(30), { maxLength: 12 }), fc.uniqueArray(fc.nat(40))])(
  'marks are the same whether they are gone through or looked up',
  (priced, asked) => {
    const marks = new MarkHistory(
      priced.map((n) => ({ day: day(n), price: BigInt(n + 1), kind: 'SALE' })),
    );
    const walk = marks.walk();
    for (const n of asked.toSorted((a, b) => a - b)) {
      walk.goTo(day(n));
      expect([walk.mark, walk.before]).toEqual([marks.on(day(n)), marks.before(day(n))]);
    }
  },
);

const DAYS = 12;
const dollars = fc.bigInt(50n, 200n);
property.prop([
  fc.array(dollars, { minLength: DAYS, maxLength: DAYS }),
  fc.array(fc.tuple(fc.nat(DAYS - 1), fc.bigInt(-20n, 20n), fc.bigInt(0n, 3n)), { maxLength: 15 }),
  fc.array(fc.tuple(fc.nat(DAYS - 1), fc.bigInt(-300n, 900n)), { maxLength: 6 }),
])('worth, profit and contributions are those of a naive account', (prices, deals, paid) => {
  const changes = deals.map(([n, quantity, fees]) => dealt(n, quantity, prices[n]! - 3n, fees));
  const flows = [flow(0, 50_000n), ...paid.map(([n, amount]) => flow(n, amount))];
  const curve = equityCurve({
    instruments: [held(closes(...prices), changes)],
    flows,
    through: day(DAYS - 1),
  });
  // Everything from the beginning for each day, in whole dollars and none of the function's words.
  const worth = (n: number): bigint => {
    let sum = 50_000n;
    for (const [at, amount] of paid) if (at <= n) sum += amount;
    for (const [at, quantity, fees] of deals)
      if (at <= n) sum += quantity * (prices[n]! - (prices[at]! - 3n)) - fees;
    return sum;
  };
  curve.forEach((row, n) => expect(row.end).toBe(worth(n) * USD));
  const found = performanceOf(curve, whole)!;
  const net = paid.reduce((sum, [, amount]) => sum + amount, 50_000n);
  expect(found.profit).toBe((worth(DAYS - 1) - net) * USD);
  const contributed = found.contributions.reduce((sum, one) => sum + one.contribution, 0);
  expect(contributed).toBeCloseTo(found.timeWeighted!, 9);
});

property.prop([fc.array(dollars, { minLength: 3, maxLength: 400 })])(
  'without flows the money-weighted return is the time-weighted one, at any scale',
  (prices) => {
    const performance = (scale: bigint) =>
      performanceOf(
        equityCurve({
          instruments: [held(closes(...prices), [dealt(0, 10n * scale, prices[0]!)])],
          flows: [flow(0, 10n * scale * prices[0]!)],
          through: day(prices.length - 1),
        }),
        { from: day(1), to: day(999) },
      )!;
    const [one, hundred] = [performance(1n), performance(100n)];
    expect(one.moneyWeightedReturn).toBeCloseTo(one.timeWeighted!, 6);
    expect(hundred.timeWeighted).toBeCloseTo(one.timeWeighted!, 9);
    expect(hundred.drawdown?.depth ?? 0).toBeCloseTo(one.drawdown?.depth ?? 0, 9);
  },
);

test('the return of an account that only holds cash is its interest', () => {
  const interest = (n: number, cents: bigint) =>
    ({ day: day(n), amount: (cents * USD) / 100n, kind: 'INTEREST' }) as const;
  const curve = equityCurve({
    instruments: [],
    flows: [flow(0, 10_000n), interest(30, 3_000n), flow(40, 970n), interest(60, -1_100n)],
    through: day(60),
  });
  const found = performanceOf(curve, whole)!;
  // 30.00 on 10 000.00, and a debt of 11.00 on 11 000.00.
  expect(found.timeWeighted).toBeCloseTo(1.003 * 0.999 - 1, 12);
  expect(found).toMatchObject({ in: 10_970n * USD, out: 0n, profit: 19n * USD });
});
