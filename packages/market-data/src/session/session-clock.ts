import {
  DAY,
  addDays,
  instantOf,
  isKnownYear,
  newYorkTime,
  sessionOn,
  type CivilDate,
} from '@bellwether/domain';
import { NANOS_PER_DAY } from '../update/market-update.ts';

/**
 * Turns the times of updates into days of New York and nanoseconds since its midnight. The calendar is asked once for each
 * day; in between a time is two subtractions of safe integers.
 */
export class SessionClock {
  /** The day in New York of the time located last: days since 1970-01-01. */
  date = -1;
  /** Whether the exchanges are open on that day. Never on days outside the calendar's years, 1990 to 2030. */
  hasSession = false;
  /** Nanoseconds from midnight to the open and to the close, that of short days too; 0 without a session. */
  open: number = Number.MAX_SAFE_INTEGER;
  close: number = Number.MAX_SAFE_INTEGER;
  #baseDay = 0;
  #baseNanos: number = Number.MAX_SAFE_INTEGER;
  /** Of the day: 23 or 25 hours when clocks change. */
  #length = 0;

  /**
   * @param day days since 1970-01-01 UTC, and nanoseconds of that day.
   * @returns nanoseconds that have passed since the midnight of New York's day, which `date` and the other fields tell.
   */
  locate(day: number, nanos: number): number {
    const offset = this.#offset(day, nanos);
    if (offset >= 0 && offset < this.#length) return offset;
    this.#turnTo(newYorkTime(BigInt(day) * DAY + BigInt(nanos)).date);
    return this.#offset(day, nanos);
  }

  /** Whether an offset of the day is within the session, its close excluded. */
  isInSession(offset: number): boolean {
    return this.hasSession && offset >= this.open && offset < this.close;
  }

  #offset(day: number, nanos: number): number {
    return (day - this.#baseDay) * NANOS_PER_DAY + (nanos - this.#baseNanos);
  }

  #turnTo(date: CivilDate): void {
    const midnight = instantOf(date, 0n);
    const session = isKnownYear(date) ? sessionOn(date) : undefined;
    this.date = date;
    this.#baseDay = Number(midnight / DAY);
    this.#baseNanos = Number(midnight % DAY);
    this.#length = Number(instantOf(addDays(date, 1), 0n) - midnight);
    this.hasSession = session !== undefined;
    this.open = session === undefined ? 0 : Number(session.opensAt - midnight);
    this.close = session === undefined ? 0 : Number(session.closesAt - midnight);
  }
}
