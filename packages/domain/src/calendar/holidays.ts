import {
  addDays,
  dateOf,
  isWeekend,
  lastWeekday,
  nthWeekday,
  parseDate,
  partsOf,
  weekdayOf,
  type CivilDate,
} from '../time/civil-date.ts';

/** Years that the calendar knows. Outside them it refuses to answer: closures to come are announced, not computed. */
export const CALENDAR_YEARS = { first: 1990, last: 2030 } as const;

/**
 * Closures that no rule gives: funerals of presidents (1994, 2004, 2007, 2018, 2025), the attacks of September 2001,
 * Hurricane Sandy (2012).
 */
const SPECIAL_CLOSURES: ReadonlySet<CivilDate> = new Set(
  [
    '1994-04-27',
    '2001-09-11',
    '2001-09-12',
    '2001-09-13',
    '2001-09-14',
    '2004-06-11',
    '2007-01-02',
    '2012-10-29',
    '2012-10-30',
    '2018-12-05',
    '2025-01-09',
  ].map(parseDate),
);

/** Early closes that no rule gives: days between a holiday and a weekend, and the last day of 1999. */
const SPECIAL_EARLY_CLOSES: ReadonlySet<CivilDate> = new Set(
  ['1996-07-05', '1997-12-26', '1999-12-31', '2002-07-05', '2003-12-26'].map(parseDate),
);

/** 3 July was a full day in these years, when the day after the holiday closed early instead. */
const FULL_THIRD_OF_JULY: ReadonlySet<number> = new Set([1996, 2002]);

/** Sunday of Easter in the Gregorian calendar (the anonymous algorithm of 1876). */
function easter(year: number): CivilDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return dateOf(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}

/** A holiday of fixed date on a Saturday is kept the Friday before, on a Sunday the Monday after (NYSE Rule 7.2). */
function observed(date: CivilDate): CivilDate {
  const weekday = weekdayOf(date);
  if (weekday === 6) return addDays(date, -1);
  return weekday === 0 ? addDays(date, 1) : date;
}

/** New Year's Day on a Saturday is not kept: the Friday before ends the accounting year (NYSE Rule 7.2). */
function newYearsDay(year: number): readonly CivilDate[] {
  const date = dateOf(year, 1, 1);
  return weekdayOf(date) === 6 ? [] : [observed(date)];
}

/** Holidays of a year on which the exchanges are closed, by rule. */
function holidaysOf(year: number): readonly CivilDate[] {
  return [
    ...newYearsDay(year),
    ...(year >= 1998 ? [nthWeekday(year, 1, 1, 3)] : []),
    nthWeekday(year, 2, 1, 3),
    addDays(easter(year), -2),
    lastWeekday(year, 5, 1),
    ...(year >= 2022 ? [observed(dateOf(year, 6, 19))] : []),
    observed(dateOf(year, 7, 4)),
    nthWeekday(year, 9, 1, 1),
    nthWeekday(year, 11, 4, 4),
    observed(dateOf(year, 12, 25)),
  ];
}

const HOLIDAYS: ReadonlySet<CivilDate> = new Set(
  Array.from({ length: CALENDAR_YEARS.last - CALENDAR_YEARS.first + 1 }, (_, i) =>
    holidaysOf(CALENDAR_YEARS.first + i),
  ).flat(),
);

/** Whether the exchanges are closed all day: weekend, holiday or special closure. */
export function isClosed(date: CivilDate): boolean {
  return isWeekend(date) || HOLIDAYS.has(date) || SPECIAL_CLOSURES.has(date);
}

/** Whether a session ends early: the day after Thanksgiving, Christmas Eve, the eve of Independence Day, specials. */
export function isEarlyClose(date: CivilDate): boolean {
  if (isClosed(date)) return false;
  const { year, month, day } = partsOf(date);
  if (SPECIAL_EARLY_CLOSES.has(date)) return true;
  if (month === 11) return year >= 1992 && date === addDays(nthWeekday(year, 11, 4, 4), 1);
  if (month === 12) return day === 24;
  // Only where the holiday itself is a weekday, Tuesday to Friday: then the third is a session.
  return month === 7 && day === 3 && year >= 1995 && !FULL_THIRD_OF_JULY.has(year);
}

/**
 * Columbus Day and Veterans Day, and Martin Luther King Day until the exchanges kept it too (1998): the exchanges are
 * open, but banks do not settle (FINRA notices to members; NASD Notice 96-90 for 20 January 1997).
 */
export function isBankHoliday(date: CivilDate): boolean {
  const { year, month } = partsOf(date);
  if (month === 1) return date === nthWeekday(year, 1, 1, 3);
  if (month === 10) return date === nthWeekday(year, 10, 1, 2);
  const veterans = dateOf(year, 11, 11);
  // On a Saturday banks do not keep it on the Friday before.
  return date === (weekdayOf(veterans) === 0 ? addDays(veterans, 1) : veterans);
}
