const CALENDAR = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const DAY_MS = 86_400_000;
const QUARTER_NS = 900_000_000_000n;
const MS_NS = 1_000_000n;

let quarter = -1n;
let day = 0;

/**
 * New York's day at an instant (ns since 1970 UTC), in days since 1970. From the machine's time zone database, where the
 * platform has rules of its own.
 */
export function newYorkDay(at: bigint): number {
  const current = at / QUARTER_NS;
  if (current === quarter) return day;
  quarter = current;
  day = Date.parse(CALENDAR.format(Number((current * QUARTER_NS) / MS_NS))) / DAY_MS;
  return day;
}

/** A day as `2026-11-28`. */
export function dayText(days: number): string {
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Days since 1970 of `2026-11-28`. */
export function dayOf(text: string): number {
  return Date.parse(text) / DAY_MS;
}
