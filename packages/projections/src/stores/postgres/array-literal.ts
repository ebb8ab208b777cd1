/** What must be escaped in an element between quotes. */
const ESCAPED = /["\\]/;
const ESCAPED_ALL = /["\\]/g;

/**
 * A field of all rows as Postgres' array literal, `{1,2}` or `{"a",NULL}`; the statement's cast gives it its type. The
 * driver's own arrays walk every element through its type's serialiser, which costs several times as much.
 * @param quoted whether values may hold anything; otherwise they are known to be numbers, days or ids.
 */
export function arrayLiteral(
  rows: readonly Readonly<Record<string, unknown>>[],
  field: string,
  quoted: boolean,
): string {
  let literal = '';
  for (const row of rows) {
    const value = columnText(row[field]);
    literal += literal === '' ? '{' : ',';
    if (value === undefined) literal += 'NULL';
    else if (!quoted) literal += value;
    else literal += `"${ESCAPED.test(value) ? value.replace(ESCAPED_ALL, '\\$&') : value}"`;
  }
  return literal === '' ? '{}' : `${literal}}`;
}

/** A value as Postgres reads it; undefined for NULL. */
export function columnText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as number | bigint | boolean);
}
