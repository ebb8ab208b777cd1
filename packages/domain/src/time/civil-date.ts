declare const brand: unique symbol;

/** A day of the calendar, without a time of day: days since 1970-01-01. Compares and subtracts as a number. */
export type CivilDate = number & { readonly [brand]: 'CivilDate' };

/** 0 Sunday … 6 Saturday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Thrown where text is not a day as `YYYY-MM-DD`. */
export class DateSyntaxError extends Error {
  override readonly name = 'DateSyntaxError';
  readonly code = 'DATE_SYNTAX';
  constructor(text: string) {
    super(`not a day as YYYY-MM-DD: ${JSON.stringify(text.slice(0, 40))}`);
  }
}

/** The day of a year, month (1–12) and day of month in the Gregorian calendar; days beyond the month's end run on. */
export function dateOf(year: number, month: number, day: number): CivilDate {
  // Years start in March here, so that the leap day is the last of its year and months have a common formula.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) as CivilDate;
}

/** Year, month (1–12) and day of month. */
export function partsOf(date: CivilDate): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const days = date + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** @throws DateSyntaxError for anything but a real day as `YYYY-MM-DD`. */
export function parseDate(text: string): CivilDate {
  const match = ISO_DATE.exec(text);
  if (match === null) throw new DateSyntaxError(text);
  const date = dateOf(Number(match[1]), Number(match[2]), Number(match[3]));
  if (formatDate(date) !== text) throw new DateSyntaxError(text);
  return date;
}

/** Writes a day as `YYYY-MM-DD`. */
export function formatDate(date: CivilDate): string {
  const { year, month, day } = partsOf(date);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  return `${`${year}`.padStart(4, '0')}-${two(month)}-${two(day)}`;
}

export function weekdayOf(date: CivilDate): Weekday {
  return ((((date + 4) % 7) + 7) % 7) as Weekday;
}

export function isWeekend(date: CivilDate): boolean {
  const weekday = weekdayOf(date);
  return weekday === 0 || weekday === 6;
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return (date + days) as CivilDate;
}

/** The n-th such weekday of a month, e.g. the third Monday of February. */
export function nthWeekday(year: number, month: number, weekday: Weekday, n: number): CivilDate {
  const first = dateOf(year, month, 1);
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1));
}

/** The last such weekday of a month. */
export function lastWeekday(year: number, month: number, weekday: Weekday): CivilDate {
  const last = addDays(month === 12 ? dateOf(year + 1, 1, 1) : dateOf(year, month + 1, 1), -1);
  return addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
}
