import { formatDate, type CivilDate } from '@bellwether/domain';

const NANOS_PER_SECOND = 1_000_000_000;

/** Day and time of day as `2012-06-21 09:30:00.123456789`; of UTC or of New York, as they are given. */
export function momentText(day: number, nanos: number): string {
  return `${formatDate(day as CivilDate)} ${timeText(nanos)}`;
}

/** Nanoseconds since midnight as `09:30:00`, with a fraction where there is one. */
export function timeText(nanos: number): string {
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  const two = (n: number): string => `${n}`.padStart(2, '0');
  const rest = nanos - seconds * NANOS_PER_SECOND;
  const fraction = rest === 0 ? '' : `.${`${rest}`.padStart(9, '0').replace(/0+$/, '')}`;
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${two(hours)}:${two(minutes)}:${two(seconds % 60)}${fraction}`;
}

/** Nanoseconds since 1970 UTC, as digits, as `2012-06-21 13:30:00.123Z`. */
export function instantText(digits: string): string {
  const ms = Number(BigInt(digits) / 1_000_000n);
  return new Date(ms).toISOString().replace('T', ' ');
}
