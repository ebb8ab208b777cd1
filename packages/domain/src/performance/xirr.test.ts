import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../time/civil-date.ts';
import { internalRate, type DatedCash } from './xirr.ts';

/** USD with cents. */
const flows = (...given: readonly (readonly [day: string, dollars: number])[]): DatedCash[] =>
  given.map(([day, dollars]) => ({
    day: parseDate(day),
    amount: BigInt(Math.round(dollars * 100)) * 100n,
  }));

describe('the rate of cash flows', () => {
  test.each([
    [
      'a spreadsheet’s example',
      flows(
        ['2008-01-01', -10_000],
        ['2008-03-01', 2_750],
        ['2008-10-30', 4_250],
        ['2009-02-15', 3_250],
        ['2009-04-01', 2_750],
      ),
      0.373362534,
      9,
    ],
    [
      // The source says 0.050140747, to its 10⁻⁵; in closed form it is this.
      'Portfolio Performance’s gain',
      flows(['2010-01-01', -200], ['2010-12-31', 210]),
      1.05 ** (365 / 364) - 1,
      12,
    ],
    [
      'Portfolio Performance’s near-total loss',
      flows(['2019-05-24', -1_560.94], ['2020-01-13', -1_160], ['2020-06-29', 42.8]),
      -0.9992516434,
      9,
    ],
  ])('is that of %s', (_what, given, rate, digits) => {
    expect(internalRate(given)).toMatchObject({
      kind: 'ONE',
      rate: expect.closeTo(rate, digits),
    });
  });

  test('is none where nothing was paid in, or nothing came back', () => {
    expect(internalRate([])).toEqual({ kind: 'NONE' });
    expect(internalRate(flows(['2020-01-01', -1], ['2021-01-01', -2]))).toEqual({ kind: 'NONE' });
    expect(internalRate(flows(['2020-01-01', -1], ['2020-01-01', 2]))).toEqual({ kind: 'NONE' });
  });

  test('is none where the sign changes twice and the sum never passes zero', () => {
    // x² − 2x + 2 has no real root.
    const given = flows(['2019-01-01', 200], ['2020-01-01', -200], ['2020-12-31', 100]);
    expect(internalRate(given)).toEqual({ kind: 'NONE' });
  });

  test('is said to be several where there are', () => {
    // −100 + 230 x − 132 x² at x = 1/1.1 and 1/1.2: 10 % and 20 %.
    const given = flows(['2021-01-01', -100], ['2022-01-01', 230], ['2023-01-01', -132]);
    expect(internalRate(given)).toEqual({
      kind: 'SEVERAL',
      rates: [expect.closeTo(0.1, 9), expect.closeTo(0.2, 9)],
    });
  });
});

property.prop([
  fc.bigInt(1n, 10n ** 9n),
  fc.double({ min: -0.9, max: 5, noNaN: true }),
  fc.integer({ min: 10, max: 3_650 }),
])('one payment and what it grew to have the rate that it grew by', (paid, rate, days) => {
  const first = parseDate('2010-01-01');
  const grown = Number(paid * 10_000n) * (1 + rate) ** (days / 365);
  fc.pre(grown > 1e6 && grown < 1e17);
  const found = internalRate([
    { day: first, amount: -paid * 10_000n },
    { day: (first + days) as typeof first, amount: BigInt(Math.round(grown)) },
  ]);
  expect(found.kind).toBe('ONE');
  const { rate: again } = found as { readonly rate: number };
  expect(Math.log1p(again) * days).toBeCloseTo(Math.log1p(rate) * days, 2);
});
