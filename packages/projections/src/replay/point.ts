/** A place in history as people name it: a time, a position in the log, or an order. */
export type Point =
  | { readonly kind: 'time'; readonly at: bigint }
  | { readonly kind: 'position'; readonly position: bigint }
  | { readonly kind: 'order'; readonly orderId: string };

/** The text names no place in history. */
export class PointError extends Error {
  override readonly name = 'PointError';
  readonly code = 'POINT';
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z?)?$/;
const ORDER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads `2026-11-20`, `2026-11-20T14:30:00.123456789Z` (UTC), `184467` (commit position) or an order's id.
 * @throws PointError
 */
export function parsePoint(text: string): Point {
  if (/^\d{1,19}$/.test(text)) return { kind: 'position', position: BigInt(text) };
  if (ORDER.test(text)) return { kind: 'order', orderId: text };
  if (TIME.test(text)) {
    const [seconds = '', fraction = ''] = text.replace(/Z$/, '').split('.');
    const ms = Date.parse(seconds.includes('T') ? `${seconds}Z` : seconds);
    // A day that is none, such as February 31st, becomes another one.
    if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(seconds.slice(0, 10)))
      return { kind: 'time', at: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')) };
  }
  throw new PointError(
    `${JSON.stringify(text.slice(0, 60))} is no time (2026-11-20T14:30:00Z), position or order id`,
  );
}
