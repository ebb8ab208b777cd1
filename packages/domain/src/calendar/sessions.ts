import { addDays, formatDate, partsOf, type CivilDate } from '../time/civil-date.ts';
import { instantOf, newYorkTime, wall, type Instant, type WallTime } from '../time/new-york.ts';
import { CALENDAR_YEARS, isClosed, isEarlyClose } from './holidays.ts';

/** A regular session of the US equity exchanges. */
export interface Session {
  readonly date: CivilDate;
  /** 09:30 in New York. */
  readonly opensAt: Instant;
  /** 16:00 in New York, or the early close. */
  readonly closesAt: Instant;
  readonly opens: WallTime;
  readonly closes: WallTime;
  readonly isEarlyClose: boolean;
}

export const REGULAR_OPEN: WallTime = wall(9, 30);
export const REGULAR_CLOSE: WallTime = wall(16);
export const EARLY_CLOSE: WallTime = wall(13);
/** Until 1992. */
const FORMER_EARLY_CLOSE = wall(14);
/** Options on broad-based ETFs and indexes trade a quarter of an hour longer, on early closes too. */
export const INDEX_OPTIONS_EXTRA: WallTime = wall(0, 15);

/** A day outside the years that the calendar knows was asked for. */
export class UnknownCalendarYearError extends Error {
  override readonly name = 'UnknownCalendarYearError';
  readonly code = 'UNKNOWN_CALENDAR_YEAR';
  constructor(date: CivilDate) {
    super(
      `the calendar knows ${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}, not ${formatDate(date)}`,
    );
  }
}

/** The session of a day; undefined where the exchanges are closed. @throws UnknownCalendarYearError */
export function sessionOn(date: CivilDate): Session | undefined {
  known(date);
  if (isClosed(date)) return undefined;
  const early = isEarlyClose(date);
  const closes = early ? earlyClose(date) : REGULAR_CLOSE;
  return {
    date,
    opensAt: instantOf(date, REGULAR_OPEN),
    closesAt: instantOf(date, closes),
    opens: REGULAR_OPEN,
    closes,
    isEarlyClose: early,
  };
}

/** @throws UnknownCalendarYearError */
export function isSessionDay(date: CivilDate): boolean {
  known(date);
  return !isClosed(date);
}

/** The n-th session day after `date` (before it for n below zero). @throws UnknownCalendarYearError */
export function sessionDayAfter(date: CivilDate, n = 1): CivilDate {
  const step = n < 0 ? -1 : 1;
  let [day, left] = [date, Math.abs(n)];
  while (left > 0) {
    day = addDays(day, step);
    if (isSessionDay(day)) left -= 1;
  }
  return day;
}

/** The session day that `instant` falls on, or the next one: from midnight, or from the close of the day before. */
export function tradingDayAt(instant: Instant): CivilDate {
  const { date, time } = newYorkTime(instant);
  const session = sessionOn(date);
  return session !== undefined && time < session.closes ? date : sessionDayAfter(date);
}

/** Session days from `first` to `last`, both included. */
export function sessionDaysBetween(first: CivilDate, last: CivilDate): number {
  let days = 0;
  for (let day = first; day <= last; day = addDays(day, 1)) if (isSessionDay(day)) days += 1;
  return days;
}

function earlyClose(date: CivilDate): WallTime {
  return partsOf(date).year < 1993 ? FORMER_EARLY_CLOSE : EARLY_CLOSE;
}

/** Whether the calendar reaches a day. */
export function isKnownYear(date: CivilDate): boolean {
  const { year } = partsOf(date);
  return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
}

function known(date: CivilDate): void {
  if (!isKnownYear(date)) throw new UnknownCalendarYearError(date);
}

/**
 * The latest session day whose moment has come; undefined: none of the last `days` days, today the first of them.
 * @param momentOf the moment of a session, as half an hour behind its close.
 */
export function latestSessionDay(
  now: Instant,
  days: number,
  momentOf: (session: Session) => Instant,
): CivilDate | undefined {
  const { date: today } = newYorkTime(now);
  for (let date = today; date > addDays(today, -days); date = addDays(date, -1)) {
    const session = isKnownYear(date) ? sessionOn(date) : undefined;
    if (session !== undefined && momentOf(session) <= now) return date;
  }
  return undefined;
}
