import { closeSync, openSync, writeSync } from 'node:fs';

/** Symbols of the feed, beside the one that is looked at. */
const SYMBOLS: readonly string[] = Array.from({ length: 99 }, (_, n) => `S${n}`);

/** The symbol that is looked at: another one at each rate, as the cache keeps those of runs before. */
export function lookedAt(rate: number): string {
  return `LOOK${rate}`;
}
/** The looked-at symbol is told of this often for each time that any is. */
const LOOKED_AT_EVERY = 10;
const ROWS_AT_ONCE = 10_000;
/** Of the first quote: 10:00 in New York on a day that is over. */
const START_MS = Date.parse('2025-06-10T14:00:00Z');
const NANOS_PER_MS = 1_000_000;

/** ns from one quote of the looked-at symbol to its next, at so many quotes of all symbols a second. */
export function periodOf(rate: number): number {
  return (LOOKED_AT_EVERY * 1e9) / rate;
}

/**
 * Writes a feed of quotes at even distances. The n-th quote of the looked-at symbol has n as the size of its bid, from 1 on:
 * wherever it comes to, it is known when it was due.
 */
export function writeFeed(path: string, rate: number, seconds: number): void {
  const file = openSync(path, 'w');
  const count = rate * seconds;
  const step = 1e9 / rate;
  let rows = ['timestamp,symbol,bid,bidsize,ask,asksize'];
  for (let n = 0; n < count; n++) {
    const isLookedAt = n % LOOKED_AT_EVERY === 0;
    const symbol = isLookedAt ? lookedAt(rate) : SYMBOLS[n % SYMBOLS.length];
    const size = isLookedAt ? n / LOOKED_AT_EVERY + 1 : 100;
    rows.push(`${timestampOf(Math.floor(n * step))},${symbol},100.00,${size},100.01,100`);
    if (rows.length < ROWS_AT_ONCE && n < count - 1) continue;
    writeSync(file, `${rows.join('\n')}\n`);
    rows = [];
  }
  closeSync(file);
}

/** RFC 3339 with nanoseconds. @param nanos since the start. */
function timestampOf(nanos: number): string {
  const ms = Math.floor(nanos / NANOS_PER_MS);
  const rest = `${nanos - ms * NANOS_PER_MS}`.padStart(6, '0');
  return new Date(START_MS + ms).toISOString().replace('Z', `${rest}Z`);
}
