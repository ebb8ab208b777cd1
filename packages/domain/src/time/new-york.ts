import { lastWeekday, nthWeekday, partsOf, type CivilDate } from './civil-date.ts';

/** Nanoseconds since 1970 UTC: every time that the domain is told. */
export type Instant = bigint;

/** A time of day on New York's clocks, ns since midnight as the clock shows it. */
export type WallTime = bigint;

/** What New York's clocks and calendar show. */
export interface NewYorkTime {
  readonly date: CivilDate;
  readonly time: WallTime;
}

export const SECOND = 1_000_000_000n;
export const MINUTE: bigint = 60n * SECOND;
export const HOUR: bigint = 60n * MINUTE;
export const DAY: bigint = 24n * HOUR;

const STANDARD = -5n * HOUR;
const DAYLIGHT = -4n * HOUR;

/**
 * The Sundays on which US clocks change at 02:00: first of April (since 1987) or second of March (since 2007,
 * Energy Policy Act of 2005) forwards, last of October or first of November back. The rules stand here and not in the
 * machine's time zone database, so that a replay on another machine comes to the same days; a test compares them
 * with that database.
 */
function changeDays(year: number): { readonly forward: CivilDate; readonly back: CivilDate } {
  return year >= 2007
    ? { forward: nthWeekday(year, 3, 0, 2), back: nthWeekday(year, 11, 0, 1) }
    : { forward: nthWeekday(year, 4, 0, 1), back: lastWeekday(year, 10, 0) };
}

/** Instants between which daylight time is in force in a year. */
function daylightOf(year: number): { readonly from: Instant; readonly until: Instant } {
  const { forward, back } = changeDays(year);
  return {
    from: BigInt(forward) * DAY + 2n * HOUR - STANDARD,
    until: BigInt(back) * DAY + 2n * HOUR - DAYLIGHT,
  };
}

/** What is to be added to UTC for New York's clocks. Right from 1987 on. */
function offsetAt(instant: Instant): bigint {
  const utcDate = Number(instant / DAY) as CivilDate;
  const { from, until } = daylightOf(partsOf(utcDate).year);
  return instant >= from && instant < until ? DAYLIGHT : STANDARD;
}

/** Reads New York's clocks at an instant. */
export function newYorkTime(instant: Instant): NewYorkTime {
  const local = instant + offsetAt(instant);
  const days = local / DAY;
  return { date: Number(days) as CivilDate, time: local - days * DAY };
}

/**
 * When New York's clocks show `time` on `date`. In the hour that the clocks skip: as if they had not; in the hour that
 * they show twice: the first time.
 */
export function instantOf(date: CivilDate, time: WallTime): Instant {
  const local = BigInt(date) * DAY + time;
  const daylight = local - DAYLIGHT;
  return offsetAt(daylight) === DAYLIGHT ? daylight : local - STANDARD;
}

/** A time of day: `wall(9, 30)` is half past nine in the morning. */
export function wall(hours: number, minutes = 0, seconds = 0): WallTime {
  return BigInt(hours * 3_600 + minutes * 60 + seconds) * SECOND;
}

/** Writes a time of day as `HH:MM` or `HH:MM:SS`. */
export function formatWall(time: WallTime): string {
  const seconds = Number(time / SECOND);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? text : `${text}:${two(seconds % 60)}`;
}
