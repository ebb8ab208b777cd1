/** Rows of one page, and where the next one starts; `next` is undefined on the last page. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** Which page of a list. */
export interface Paging {
  /** Rows of the page, 1 to `PAGE_MAX`; default `PAGE_DEFAULT`. */
  readonly first?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
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

/** Reads a cursor that is a position in the log. @throws BadCursorError */
export function parsePosition(cursor: string): bigint {
  return parseCursor(`${cursor}.`, /^$/).first;
}

/** A page size within bounds. */
export function pageSize(first: number | undefined): number {
  return Math.min(Math.max(1, Math.trunc(first ?? PAGE_DEFAULT)), PAGE_MAX);
}

/** Where a fact stands in the log. */
export interface Place {
  /** Commit position of its batch. */
  readonly position: bigint;
  readonly batchIndex: number;
}

/** The cursor of lists in the order of the log. */
export function placeCursor({ position, batchIndex }: Place): string {
  return `${position}.${batchIndex}`;
}

/** @throws BadCursorError */
export function parsePlace(cursor: string): Place {
  const { first: position, rest } = parseCursor(cursor, /^\d{1,9}$/);
  return { position, batchIndex: Number(rest) };
}

/** Below zero where `a` is before `b` in the log. */
export function byPlace(a: Place, b: Place): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1;
  return a.batchIndex - b.batchIndex;
}

/** Reads a cursor that names a row, in parts that fit `patterns`. @throws BadCursorError */
export function parseNames(cursor: string, ...patterns: readonly string[]): readonly string[] {
  const names = cursor.split(NAMES_DIVIDER);
  const fit = patterns.every((pattern, index) => new RegExp(pattern).test(names[index] ?? ''));
  if (!fit || names.length !== patterns.length)
    throw new BadCursorError('this is not a cursor of this list');
  return names;
}

/** In no id and no symbol. */
const NAMES_DIVIDER = ':';

/** The cursor of lists in the order of names. */
export function namesCursor(...names: readonly string[]): string {
  return names.join(NAMES_DIVIDER);
}

/** Follows the pages of a list to its end. @param read the page behind a cursor, or the first. */
export async function* allRows<Row>(
  read: (after: string | undefined) => Promise<Page<Row>>,
): AsyncGenerator<Row> {
  let after: string | undefined;
  do {
    const { rows, next } = await read(after);
    yield* rows;
    after = next;
  } while (after !== undefined);
}
