import { formatDate, HOUR, newYorkTime } from '@bellwether/domain';

let hour = -1n;
let date = '';

/** The day on New York's calendar at an instant (ns since 1970 UTC), as `2026-11-20`. */
export function tradeDateOf(at: bigint): string {
  const current = at / HOUR;
  // New York's day begins at a full hour of UTC, so one answer serves the hour.
  if (current !== hour) {
    hour = current;
    date = formatDate(newYorkTime(current * HOUR).date);
  }
  return date;
}
