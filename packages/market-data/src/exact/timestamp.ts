import { dateOf } from '@bellwether/domain';
import { NANOS_PER_DAY } from '../update/market-update.ts';
import type { Instant } from './instant.ts';

const NANOS_PER_SECOND = 1_000_000_000;
const MINUTE_FORM = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})$/;
/** YYYY-MM-DDTHH:MM, behind which come the seconds. */
const MINUTE_LENGTH = 16;
const [COLON, POINT, ZERO, NINE] = [0x3a, 0x2e, 0x30, 0x39];
const OFFSET_FORM = /^[+-]\d{2}:\d{2}$/;

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
    const minute = text.slice(0, MINUTE_LENGTH);
    if (minute !== this.#minute && !this.#readMinute(minute)) return NaN;
    if (text.charCodeAt(MINUTE_LENGTH) !== COLON) return NaN;
    const second = digitAt(text, MINUTE_LENGTH + 1) * 10 + digitAt(text, MINUTE_LENGTH + 2);
    if (!(second <= 59)) return NaN;
    let at = MINUTE_LENGTH + 3;
    let fraction = 0;
    if (text.charCodeAt(at) === POINT) {
      const first = ++at;
      let scale = NANOS_PER_SECOND / 10;
      for (let digit = digitAt(text, at); digit >= 0; digit = digitAt(text, ++at)) {
        if (scale < 1 && digit > 0) return NaN;
        if (scale >= 1) fraction += digit * scale;
        scale /= 10;
      }
      if (at === first) return NaN;
    }
    const nanos = second * NANOS_PER_SECOND + fraction;
    return instant.set(this.#day, this.#nanos + nanos) ? offsetOf(text, at) : NaN;
  }

  /** The instant of an RFC 3339 timestamp, whose offset must be there. @returns false where it is none. */
  parseUtc(text: string, instant: Instant): boolean {
    const offset = this.parse(text, instant);
    if (offset === undefined || Number.isNaN(offset)) return false;
    return shift(instant, -offset);
  }

  #readMinute(minute: string): boolean {
    const match = MINUTE_FORM.exec(minute);
    if (match === null) return false;
    const [year = 0, month = 0, day = 0, hour = 0, inHour = 0] = match.slice(1).map(Number);
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

/** Of what follows the seconds. */
function offsetOf(text: string, at: number): Offset {
  if (at === text.length) return undefined;
  const zone = text.slice(at);
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (!OFFSET_FORM.test(zone) || hours > 23 || minutes > 59) return NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60) * NANOS_PER_SECOND;
}

/** NaN where there is none. */
function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE ? code - ZERO : NaN;
}
