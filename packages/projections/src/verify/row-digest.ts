import { createHash } from 'node:crypto';
import type { Row } from '../runtime/fold.ts';

/** A short fingerprint of a row's contents, whatever the order of its fields. Rows that differ have different ones. */
export function rowDigest(row: Row): string {
  return createHash('sha256').update(rowText(row)).digest('base64').slice(0, 16);
}

/** A row's contents as text, whatever the order of its fields. */
export function rowText(row: Row): string {
  return JSON.stringify(row, function sorted(this: unknown, _key, value: unknown): unknown {
    if (typeof value === 'bigint') return `${value}`;
    if (value === undefined) return null;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
