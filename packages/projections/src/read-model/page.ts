/** Rows of one page, and where the next one starts; `next` is undefined on the last page. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 500;

/** Positions and times are 64-bit integers. */
const PLACE_MAX = 2n ** 63n - 1n;

/** A cursor that is none of ours. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';
  readonly code = 'BAD_CURSOR';
}

/** Turns rows, one more than asked for where there are more, into a page. */
export function toPage<Row>(
  rows: readonly Row[],
  size: number,
  cursorOf: (row: Row) => string,
): Page<Row> {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    rows: page,
    next: rows.length > size && last !== undefined ? cursorOf(last) : undefined,
  };
}

/** Reads a cursor `<integer>.<rest>` whose rest fits `pattern`. @throws BadCursorError */
export function parseCursor(
  cursor: string,
  pattern: RegExp,
): { readonly first: bigint; readonly rest: string } {
  const [first = '', rest = '', ...more] = cursor.split('.');
  const place = /^\d{1,19}$/.test(first) ? BigInt(first) : undefined;
  if (place === undefined || place > PLACE_MAX || !pattern.test(rest) || more.length > 0)
    throw new BadCursorError('this is not a cursor of this list');
  return { first: place, rest };
}

/** A page size within bounds. */
export function pageSize(first: number | undefined): number {
  return Math.min(Math.max(1, Math.trunc(first ?? PAGE_DEFAULT)), PAGE_MAX);
}
