import { columnText } from './array-literal.ts';

/** A column as `copyText` writes it. */
export interface CopyColumn {
  readonly field: string;
  /** Values may hold anything; otherwise they are known to be numbers, days or ids. */
  readonly quoted: boolean;
}

/** What `COPY` would take for the end of a value, of a row, or for an escape. */
const ESCAPED = /[\\\n\r\t]/;
const ESCAPED_ALL = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
const CHUNK_BYTES = 256 * 1024;
/** UTF-8 takes no more for one of JavaScript's 16-bit units. */
const UNIT_BYTES_MAX = 3;

/**
 * Rows in the text format of Postgres' `COPY`, in chunks that end with a row. A row is put together as one string and
 * encoded at once: a string for the whole is several times slower, as it has to be flattened.
 */
export function* copyText(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly CopyColumn[],
): Generator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let length = 0;
  for (const row of rows) {
    const line = lineOf(row, columns);
    const most = line.length * UNIT_BYTES_MAX;
    if (length + most > chunk.length) {
      if (length > 0) yield chunk.subarray(0, length);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, most));
      length = 0;
    }
    length += chunk.write(line, length);
  }
  if (length > 0) yield chunk.subarray(0, length);
}

function lineOf(row: Readonly<Record<string, unknown>>, columns: readonly CopyColumn[]): string {
  let line = '';
  let separator = '';
  for (const { field, quoted } of columns) {
    const value = columnText(row[field]);
    line += separator;
    if (value === undefined) line += '\\N';
    else if (quoted && ESCAPED.test(value)) line += value.replace(ESCAPED_ALL, escapeOf);
    else line += value;
    separator = '\t';
  }
  return `${line}\n`;
}

const escapeOf = (special: string): string => ESCAPES[special] as string;
