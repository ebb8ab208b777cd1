import { expect, test } from 'vitest';
import { formatDate, parseDate } from '../time/civil-date.ts';
import { monthDays, periodStart, type Period } from './periods.ts';

test.each<[Period, string, string | undefined]>([
  ['DAY', '2026-11-20', '2026-11-20'],
  ['MONTH', '2026-11-20', '2026-11-01'],
  ['QUARTER', '2026-11-20', '2026-10-01'],
  ['QUARTER', '2026-03-31', '2026-01-01'],
  ['YEAR', '2026-11-20', '2026-01-01'],
  ['START', '2026-11-20', undefined],
])('the %s of %s begins on %s', (period, day, first) => {
  const found = periodStart(period, parseDate(day));
  expect(found === undefined ? undefined : formatDate(found)).toBe(first);
});

test.each([
  ['2026-11', '2026-11-01', '2026-11-30'],
  ['2026-12', '2026-12-01', '2026-12-31'],
  ['2028-02', '2028-02-01', '2028-02-29'],
])('%s is from %s to %s', (month, from, to) => {
  const days = monthDays(month);
  expect([days.from, days.to].map(formatDate)).toEqual([from, to]);
});
