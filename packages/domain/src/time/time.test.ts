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

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('days', () => {
  test('agree with the Gregorian calendar from 1980 to 2040', () => {
    const wrong: string[] = [];
    for (let day = dateOf(1980, 1, 1); day < dateOf(2040, 1, 1); day = addDays(day, 1)) {
      const date = new Date(day * DAY_MS);
      const text = formatDate(day);
      const same = text === date.toISOString().slice(0, 10) && weekdayOf(day) === date.getUTCDay();
      if (!same || parseDate(text) !== day) wrong.push(text);
    }
    expect(wrong).toEqual([]);
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

  test('agree with the time zone database on both sides of every change and each week from 1987 to 2040', () => {
    const wrong: string[] = [];
    const compare = (ms: number): void => {
      const { date, time } = newYorkTime(BigInt(ms) * 1_000_000n);
      const ours = `${formatDate(date)}, ${formatWall(time + SECOND)}`;
      const theirs = formatter.format(ms + 1_000);
      if (ours !== theirs) wrong.push(`${ours} is ${theirs}`);
    };
    for (let ms = Date.UTC(1987, 0, 4, 5, 30); ms < Date.UTC(2040, 0, 1); ms += 7 * DAY_MS) {
      compare(ms);
      // Clocks change on Sundays, between 06:00 and 07:00 UTC.
      const month = new Date(ms).getUTCMonth();
      if ([2, 3, 9, 10].includes(month)) for (const hour of [1, 2]) compare(ms + hour * HOUR_MS);
    }
    expect(wrong).toEqual([]);
  });

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
