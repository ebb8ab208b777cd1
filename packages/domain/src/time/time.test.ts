import { describe, expect, test } from 'vitest';
import {
  addDays,
  DateSyntaxError,
  dateOf,
  formatDate,
  parseDate,
  weekdayOf,
} from './civil-date.ts';
import { formatWall, HOUR, instantOf, newYorkTime, SECOND, wall } from './new-york.ts';

const DAY_MS = 86_400_000;

describe('days', () => {
  test('agree with the Gregorian calendar from 1980 to 2040', () => {
    for (let day = dateOf(1980, 1, 1); day < dateOf(2040, 1, 1); day = addDays(day, 1)) {
      const date = new Date(day * DAY_MS);
      expect(formatDate(day)).toBe(date.toISOString().slice(0, 10));
      expect(weekdayOf(day)).toBe(date.getUTCDay());
      expect(parseDate(formatDate(day))).toBe(day);
    }
  });

  test.each(['2026-02-29', '2026-13-01', '2026-1-1', '20260101', '', 'today'])(
    '%j is no day',
    (text) => {
      expect(() => parseDate(text)).toThrow(DateSyntaxError);
    },
  );
});

describe('New York’s clocks', () => {
  const formatter = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  });

  test('agree with the time zone database at every hour near a change, and daily, from 1987 to 2040', () => {
    for (let ms = Date.UTC(1987, 0, 1, 5, 30); ms < Date.UTC(2040, 0, 1); ms += DAY_MS) {
      const month = new Date(ms).getUTCMonth();
      const hours = [2, 3, 9, 10].includes(month) ? [0, 1, 2] : [0];
      for (const hour of hours) {
        const at = ms + hour * 3_600_000;
        const { date, time } = newYorkTime(BigInt(at) * 1_000_000n);
        expect(`${formatDate(date)}, ${formatWall(time + SECOND)}`).toBe(
          formatter.format(at + 1_000),
        );
      }
    }
  }, 20_000);

  test.each([
    ['2026-03-07', '14:30'],
    ['2026-03-09', '13:30'],
    ['2026-10-30', '13:30'],
    ['2026-11-02', '14:30'],
  ])('half past nine on %s is %s in UTC', (day, utc) => {
    const at = instantOf(parseDate(day), wall(9, 30));
    expect(new Date(Number(at / 1_000_000n)).toISOString()).toBe(`${day}T${utc}:00.000Z`);
  });

  test('skip an hour on 8 March 2026 and show one twice on 1 November', () => {
    const spring = instantOf(parseDate('2026-03-08'), wall(1, 59, 59));
    expect(formatWall(newYorkTime(spring + SECOND).time)).toBe('03:00');
    const autumn = instantOf(parseDate('2026-11-01'), wall(1, 30));
    expect(formatWall(newYorkTime(autumn + HOUR).time)).toBe('01:30');
  });

  test('a day is 23, 24 or 25 hours long', () => {
    const length = (day: string): bigint =>
      (instantOf(addDays(parseDate(day), 1), 0n) - instantOf(parseDate(day), 0n)) / HOUR;
    expect([length('2026-03-08'), length('2026-03-09'), length('2026-11-01')]).toEqual([
      23n,
      24n,
      25n,
    ]);
  });
});
