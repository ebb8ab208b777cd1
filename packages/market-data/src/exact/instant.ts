import { HOUR, instantOf, type CivilDate } from '@bellwether/domain';
import { NANOS_PER_DAY } from '../update/market-update.ts';

/** A day's nanoseconds as two words: more than 20 116 × 2³². */
const DAY_HIGH = Math.floor(NANOS_PER_DAY / 2 ** 32);
const DAY_LOW = NANOS_PER_DAY - DAY_HIGH * 2 ** 32;
const DAY_MAX = 0xff_ff;

/** A point in time as updates have it. Mutable, so that readers need one only. */
export class Instant {
  /** Days since 1970-01-01 UTC. */
  day = 0;
  /** Nanoseconds of that day. */
  nanos: number = Number.MAX_SAFE_INTEGER;

  /**
   * From nanoseconds since 1970, 64 bits unsigned, as two halves. Exact: the product with 2³² is never formed.
   * @returns false where the day is beyond 65 535 (the year 2149), with the time left as it was.
   */
  fromHalves(high: number, low: number): boolean {
    let day = Math.floor((high * 2 ** 32 + low) / NANOS_PER_DAY);
    // The division is right to one day; what is left of either half is small enough to be exact.
    let nanos = (high - day * DAY_HIGH) * 2 ** 32 + (low - day * DAY_LOW);
    if (nanos < 0) {
      day--;
      nanos += NANOS_PER_DAY;
    } else if (nanos >= NANOS_PER_DAY) {
      day++;
      nanos -= NANOS_PER_DAY;
    }
    return this.set(day, nanos);
  }

  /** @returns false where the day is not one of updates, or the nanoseconds are none of a day. */
  set(day: number, nanos: number): boolean {
    if (!(day >= 0 && day <= DAY_MAX && nanos >= 0 && nanos < NANOS_PER_DAY)) return false;
    this.day = day;
    this.nanos = nanos;
    return true;
  }

  /** From nanoseconds after the midnight of `from`, which may go beyond the day. */
  after(from: Instant, nanos: number): boolean {
    const sum = from.nanos + nanos;
    if (sum < NANOS_PER_DAY) return this.set(from.day, sum);
    const days = Math.floor(sum / NANOS_PER_DAY);
    return this.set(from.day + days, sum - days * NANOS_PER_DAY);
  }
}

/**
 * The point from which a New York day's times are counted: its midnight, by the offset that is in force at noon. On the
 * two days a year when clocks change this is no midnight, but what exchanges' counts after 02:00 say.
 */
export function newYorkMidnight(date: CivilDate): Instant {
  const noon = instantOf(date, 12n * HOUR);
  const midnight = noon - 12n * HOUR;
  const nanosPerDay = BigInt(NANOS_PER_DAY);
  const result = new Instant();
  result.set(Number(midnight / nanosPerDay), Number(midnight % nanosPerDay));
  return result;
}
