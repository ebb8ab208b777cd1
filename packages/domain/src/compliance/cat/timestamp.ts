import { formatDate } from '../../time/civil-date.ts';
import { newYorkTime, SECOND, type Instant } from '../../time/new-york.ts';

/** The Eastern day of an instant as CAT writes it: `20261120`. */
export function catDay(at: Instant): string {
  return formatDate(newYorkTime(at).date).replaceAll('-', '');
}

/** An instant in Eastern time, to the nanosecond that is known: `20261120T093000.000000001`. */
export function catTimestamp(at: Instant): string {
  const { time } = newYorkTime(at);
  const seconds = time / SECOND;
  const two = (n: bigint): string => `${n}`.padStart(2, '0');
  const clock = `${two(seconds / 3_600n)}${two((seconds / 60n) % 60n)}${two(seconds % 60n)}`;
  return `${catDay(at)}T${clock}.${`${time % SECOND}`.padStart(9, '0')}`;
}
