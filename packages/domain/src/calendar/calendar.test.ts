import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addDays, dateOf, formatDate, parseDate } from '../time/civil-date.ts';
import { formatWall, instantOf, MINUTE, wall } from '../time/new-york.ts';
import { CALENDAR_YEARS } from './holidays.ts';
import {
  latestSessionDay,
  sessionDayAfter,
  sessionOn,
  tradingDayAt,
  UnknownCalendarYearError,
} from './sessions.ts';
import { isSettlementDay, settlementDateOf } from './settlement.ts';

const calendars = join(import.meta.dirname, '../../../../../shared/data/calendars');
const published = join(calendars, 'xnys_sessions_1990_2030.csv');

/**
 * Martin Luther King Day while it was a session. The published calendar says that trades settled on it; they did not:
 * NASD Notice 96-90 says so of the last one, banks were closed on all of them.
 */
const WRONGLY_SETTLING = [
  '1990-01-15',
  '1991-01-21',
  '1992-01-20',
  '1993-01-18',
  '1994-01-17',
  '1995-01-16',
  '1996-01-15',
  '1997-01-20',
];

/** Our calendar in the columns of the published one. */
function ours(): readonly string[] {
  const rows: string[] = [];
  const utc = (at: bigint): string =>
    new Date(Number(at / 1_000_000n)).toISOString().replace('.000', '');
  const last = dateOf(CALENDAR_YEARS.last, 12, 31);
  for (let day = dateOf(CALENDAR_YEARS.first, 1, 1); day <= last; day = addDays(day, 1)) {
    const session = sessionOn(day);
    if (session === undefined) continue;
    const { opensAt, closesAt, opens, closes, isEarlyClose } = session;
    const times = [utc(opensAt), utc(closesAt), formatWall(opens), formatWall(closes)];
    rows.push(
      [formatDate(day), ...times, isEarlyClose ? 1 : 0, isSettlementDay(day) ? 1 : 0].join(','),
    );
  }
  return rows;
}

describe('the calendar from 1990 to 2030', () => {
  test.skipIf(!existsSync(published))(
    'equals the published one, day by day, but for eight of its days (skipped where ../shared/data/calendars is absent)',
    () => {
      const rows = readFileSync(published, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',').slice(0, 7).join(','));
      const mine = ours();
      const different = rows.filter((row, index) => row !== mine[index]);
      expect(different.map((row) => row.slice(0, 10))).toEqual(WRONGLY_SETTLING);
      expect(mine).toEqual(
        rows.map((row) => (different.includes(row) ? row.replace(/,1$/, ',0') : row)),
      );
    },
  );

  test('has 10,322 sessions, 88 of them short', () => {
    const rows = ours();
    expect(rows.length).toBe(10_322);
    expect(rows.filter((row) => row.split(',')[5] === '1').length).toBe(88);
  });

  test.each([
    ['2027-12-31', 'a full session: New Year’s Day on a Saturday is not kept', '16:00'],
    ['2026-07-03', 'closed: Independence Day is kept on the Friday before', undefined],
    ['2026-04-03', 'closed: Good Friday', undefined],
    ['2022-06-20', 'closed: Juneteenth is kept since 2022', undefined],
    ['2021-06-18', 'a session: Juneteenth was not kept yet', '16:00'],
    ['2024-10-14', 'a session: Columbus Day', '16:00'],
    ['2025-07-03', 'short: the eve of Independence Day', '13:00'],
    ['2026-11-27', 'short: the day after Thanksgiving', '13:00'],
    ['2001-09-11', 'closed by special order', undefined],
    ['2012-10-30', 'closed by special order', undefined],
    ['2025-01-09', 'closed by special order', undefined],
  ])('%s is %s', (day, _what, closes) => {
    const session = sessionOn(parseDate(day));
    expect(session && formatWall(session.closes)).toBe(closes);
  });

  test('ends where closures cannot be known: it refuses to guess', () => {
    expect(() => sessionOn(parseDate('2031-01-02'))).toThrow(UnknownCalendarYearError);
    expect(() => sessionDayAfter(parseDate('2030-12-31'))).toThrow(UnknownCalendarYearError);
  });

  test('a trading day lasts until the close: what comes later belongs to the next session', () => {
    const at = (day: string, hours: number, minutes = 0): string =>
      formatDate(tradingDayAt(instantOf(parseDate(day), wall(hours, minutes))));
    expect(at('2026-11-27', 12, 59)).toBe('2026-11-27');
    expect(at('2026-11-27', 13)).toBe('2026-11-30');
    expect(at('2026-11-28', 10)).toBe('2026-11-30');
    expect(at('2026-03-06', 15, 59)).toBe('2026-03-06');
  });
});

describe('settlement', () => {
  test.each([
    ['1999-10-05', '1999-10-08'],
    ['1999-10-06', '1999-10-12'],
    ['1999-10-07', '1999-10-13'],
    ['1999-10-08', '1999-10-14'],
    ['1999-10-11', '1999-10-14'],
    ['1999-10-12', '1999-10-15'],
    ['2024-10-11', '2024-10-15'],
    ['2024-10-14', '2024-10-15'],
    ['2024-11-08', '2024-11-12'],
    ['2025-04-17', '2025-04-21'],
    ['2025-11-26', '2025-11-28'],
    ['2026-07-02', '2026-07-06'],
    ['2027-12-31', '2028-01-03'],
  ])('a trade of %s settles on %s', (trade, settles) => {
    expect(formatDate(settlementDateOf(parseDate(trade)))).toBe(settles);
  });

  test.each([
    ['1995-06-06', '1995-06-13'],
    ['1995-06-07', '1995-06-12'],
    ['2017-09-01', '2017-09-07'],
    ['2017-09-05', '2017-09-07'],
    ['2024-05-24', '2024-05-29'],
    ['2024-05-28', '2024-05-29'],
  ])('the cycle is that of the trade date: %s settles on %s', (trade, settles) => {
    expect(formatDate(settlementDateOf(parseDate(trade)))).toBe(settles);
  });

  // The table of NASD Notice 96-90, regular way.
  test.each([
    ['1997-01-14', '1997-01-17'],
    ['1997-01-15', '1997-01-21'],
    ['1997-01-16', '1997-01-22'],
    ['1997-01-17', '1997-01-23'],
    ['1997-01-20', '1997-01-23'],
    ['1997-01-21', '1997-01-24'],
  ])('around Martin Luther King Day 1997: a trade of %s settles on %s', (trade, settles) => {
    expect(formatDate(settlementDateOf(parseDate(trade)))).toBe(settles);
  });

  test.each(WRONGLY_SETTLING)(
    '%s, Martin Luther King Day, is a session without settlement',
    (day) => {
      expect(sessionOn(parseDate(day))).toBeDefined();
      expect(isSettlementDay(parseDate(day))).toBe(false);
    },
  );

  test('Columbus and Veterans Day are sessions without settlement', () => {
    expect(isSettlementDay(parseDate('2026-10-12'))).toBe(false);
    expect(isSettlementDay(parseDate('2026-11-11'))).toBe(false);
    expect(isSettlementDay(parseDate('2023-11-10'))).toBe(true);
  });
});

test.each([
  // Thanksgiving is on Thursday the 26th, and Friday closes at 13:00.
  ['2026-11-25', '16:29', '2026-11-24'],
  ['2026-11-25', '16:30', '2026-11-25'],
  ['2026-11-26', '20:00', '2026-11-25'],
  ['2026-11-27', '13:30', '2026-11-27'],
  ['2026-11-29', '10:00', '2026-11-27'],
  ['2035-01-05', '20:00', undefined],
])('on %s at %s the last session that closed half an hour ago was on %s', (day, time, last) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const now = instantOf(parseDate(day), wall(hours, minutes));
  const found = latestSessionDay(now, 7, ({ closesAt }) => closesAt + 30n * MINUTE);
  expect(found && formatDate(found)).toBe(last);
});
