import { dateOf } from '@bellwether/domain';
import { NANOS_PER_DAY } from '../update/market-update.ts';
import type { Instant } from './instant.ts';

const NANOS_PER_SECOND = 1_000_000_000;
const FORM =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,18}))?([Zz]|[+-]\d{2}:\d{2})?$/;

/** How far a text's clock is ahead of UTC, in nanoseconds; `undefined`: the text does not say. */
export type Offset = number | undefined;

/**
 * Reads RFC 3339 timestamps exactly to the nanosecond, and such without an offset. Keeps the last text to the minute,
 * since most texts share it with the one before.
 */
export class TimestampParser {
  #minute = '';
  #day = 0;
  #nanos = 0;

  /**
   * Sets `instant` to the clock's time as if it were UTC, and gives the clock's offset.
   * @returns NaN where the text is no timestamp, names no real day or a leap second, or is finer than a nanosecond.
   */
  parse(text: string, instant: Instant): Offset {
    const match = FORM.exec(text);
    if (match === null) return NaN;
    const minute = text.slice(0, 16);
    if (minute !== this.#minute && !this.#readMinute(match, minute)) return NaN;
    const second = Number(match[6]);
    const fraction = match[7] ?? '';
    if (second > 59 || /[1-9]/.test(fraction.slice(9))) return NaN;
    const nanos = second * NANOS_PER_SECOND + Number(fraction.slice(0, 9).padEnd(9, '0'));
    if (!instant.set(this.#day, this.#nanos + nanos)) return NaN;
    return offsetOf(match[8]);
  }

  /** The instant of an RFC 3339 timestamp, whose offset must be there. @returns false where it is none. */
  parseUtc(text: string, instant: Instant): boolean {
    const offset = this.parse(text, instant);
    if (offset === undefined || Number.isNaN(offset)) return false;
    return shift(instant, -offset);
  }

  #readMinute(match: RegExpExecArray, minute: string): boolean {
    const [year, month, day, hour, inHour] = match.slice(1, 6).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (month < 1 || month > 12 || hour > 23 || inHour > 59) return false;
    const date = dateOf(year, month, day);
    if (day < 1 || date >= dateOf(month === 12 ? year + 1 : year, (month % 12) + 1, 1))
      return false;
    this.#minute = minute;
    this.#day = date;
    this.#nanos = (hour * 3_600 + inHour * 60) * NANOS_PER_SECOND;
    return true;
  }
}

/** Moves an instant by nanoseconds. @returns false where it leaves the days that updates have. */
export function shift(instant: Instant, nanos: number): boolean {
  const sum = instant.nanos + nanos;
  const days = Math.floor(sum / NANOS_PER_DAY);
  return instant.set(instant.day + days, sum - days * NANOS_PER_DAY);
}

function offsetOf(text: string | undefined): Offset {
  if (text === undefined) return undefined;
  if (text.length === 1) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4));
  if (hours > 23 || minutes > 59) return NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60) * NANOS_PER_SECOND;
}
