import { HOUR, instantOf, type CivilDate } from '@bellwether/domain';
import { decimalUnits } from '../../exact/decimal.ts';
import type { Instant } from '../../exact/instant.ts';
import { TimestampParser, shift } from '../../exact/timestamp.ts';
import { NANOS_PER_DAY } from '../../update/market-update.ts';
import type { ColumnMap, TimeFormat } from './column-map.ts';

const NANOS_PER_HOUR = 3_600_000_000_000;

/** Units of a day, and nanoseconds of a unit. Beyond milliseconds a count since 1970 may be no safe integer. */
const COUNTS: Readonly<Partial<Record<TimeFormat, number>>> = {
  SECONDS: 9,
  MILLISECONDS: 6,
  MICROSECONDS: 3,
  NANOSECONDS: 0,
};

/** Reads the times of rows. */
export class RowTime {
  readonly #format: TimeFormat;
  readonly #isNewYork: boolean;
  readonly #date: string | undefined;
  readonly #timestamps = new TimestampParser();
  #hour = -1;
  #offset = 0;

  constructor({ timeFormat, zone, date }: ColumnMap) {
    this.#format = timeFormat;
    this.#isNewYork = zone === 'NEW_YORK';
    this.#date = date;
  }

  /** @param date of the row, where it has one. @returns false where the texts are no time. */
  read(time: string, date: string | undefined, instant: Instant): boolean {
    const zeros = COUNTS[this.#format];
    if (zeros !== undefined) return readCount(time, zeros, instant);
    const text = this.#format === 'TIMESTAMP' ? time : `${date ?? this.#date ?? ''} ${time}`;
    const offset = this.#timestamps.parse(text, instant);
    if (offset !== undefined) return !Number.isNaN(offset) && shift(instant, -offset);
    return !this.#isNewYork || shift(instant, -this.#newYorkOffset(instant));
  }

  /** New York's offset when its clocks show a time; asked once an hour, since clocks change on the hour. */
  #newYorkOffset({ day, nanos }: Instant): number {
    const hour = day * 24 + Math.floor(nanos / NANOS_PER_HOUR);
    if (hour !== this.#hour) {
      const local = BigInt(hour) * HOUR;
      const date = day as CivilDate;
      this.#hour = hour;
      this.#offset = Number(local - instantOf(date, local - BigInt(day) * 24n * HOUR));
    }
    return this.#offset;
  }
}

/** Days and the rest are split as text, so that no digit is lost. */
function readCount(text: string, zeros: number, instant: Instant): boolean {
  if (!/^\d{1,20}$/.test(text)) return false;
  const nanos = text + '0'.repeat(zeros);
  const seconds = decimalUnits(nanos.slice(0, -9) || '0', 0);
  const day = Math.floor(seconds / 86_400);
  const rest = (seconds - day * 86_400) * 1e9 + Number(nanos.slice(-9));
  return rest < NANOS_PER_DAY && instant.set(day, rest);
}
