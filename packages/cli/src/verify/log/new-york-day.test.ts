import { formatDate, newYorkTime } from '@bellwether/domain';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { dayOf, dayText, newYorkDay } from './new-york-day.ts';

test('a day begins at midnight in New York', () => {
  const midnight = 1_795_842_000_000_000_000n;
  expect(dayText(newYorkDay(midnight - 1n))).toBe('2026-11-27');
  expect(dayText(newYorkDay(midnight))).toBe('2026-11-28');
  expect(dayOf('2026-11-28')).toBe(20_785);
});

property.prop([fc.bigInt({ min: 1_200_000_000n, max: 2_400_000_000n })])(
  'the time zone database and the platform’s own rules agree on the day',
  (seconds) => {
    const at = seconds * 1_000_000_000n;
    expect(dayText(newYorkDay(at))).toBe(formatDate(newYorkTime(at).date));
  },
);
