import { formatDate, type CivilDate } from '@bellwether/domain';
import type { SchemaElement } from 'hyparquet';
import { FormatError } from '../../reader/format-error.ts';
import type { ColumnMap, TimeFormat } from '../tables/column-map.ts';

/** What the values of a column are when nothing has been converted. */
type Meaning = 'TEXT' | 'INTEGER' | 'DOUBLE' | 'DATE' | 'DECIMAL' | 'TIMESTAMP';

export interface ExactColumn {
  readonly name: string;
  readonly meaning: Meaning;
  /** Of a DECIMAL its decimals; of a TIMESTAMP the zeros that make it nanoseconds. */
  readonly scale: number;
}

const ZEROS: Readonly<Record<string, number>> = { MILLIS: 6, MICROS: 3, NANOS: 0 };

/**
 * The file's schema without the annotations by which hyparquet would make floats of decimals and milliseconds of times,
 * and what they say for the columns that the map names. @throws FormatError FIELD for types without exact values.
 */
export function exactSchema(
  schema: readonly SchemaElement[],
  map: ColumnMap,
): { schema: SchemaElement[]; columns: ExactColumn[]; timeFormat: TimeFormat } {
  const named = new Set(Object.values(map.columns));
  const columns: ExactColumn[] = [];
  let timeFormat = map.timeFormat;
  const stripped = schema.map((element, index): SchemaElement => {
    if (index === 0 || !named.has(element.name)) return element;
    const column = columnOf(element, map);
    columns.push(column);
    if (column.meaning === 'TIMESTAMP' && element.name === map.columns.time)
      timeFormat = 'NANOSECONDS';
    if (column.meaning === 'TEXT' || column.meaning === 'INTEGER') return element;
    const { converted_type: _, logical_type: __, ...rest } = element;
    return rest;
  });
  return { schema: stripped, columns, timeFormat };
}

function columnOf(element: SchemaElement, { zone }: ColumnMap): ExactColumn {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const column = (meaning: Meaning, scale = 0): ExactColumn => ({ name, meaning, scale });
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL')
    return column('DECIMAL', element.scale ?? 0);
  if (logical?.type === 'TIMESTAMP') {
    if (!logical.isAdjustedToUTC && zone === 'NEW_YORK')
      throw new FormatError('FIELD', 0, `"${name}" has local times, which are read as UTC only`);
    return column('TIMESTAMP', ZEROS[logical.unit] ?? 0);
  }
  if (converted === 'TIMESTAMP_MILLIS') return column('TIMESTAMP', ZEROS['MILLIS']);
  if (converted === 'TIMESTAMP_MICROS') return column('TIMESTAMP', ZEROS['MICROS']);
  if (converted === 'DATE' || logical?.type === 'DATE') return column('DATE');
  if (type === 'INT32' || type === 'INT64') return column('INTEGER');
  if (type === 'DOUBLE') return column('DOUBLE');
  if (type === 'BYTE_ARRAY') return column('TEXT');
  throw new FormatError('FIELD', 0, `"${name}" of type ${type ?? 'group'} has no exact values`);
}

/** A value as text, as a cell of CSV would have it; a null is empty. @throws FormatError FIELD */
export function textOf(value: unknown, { name, meaning, scale }: ExactColumn, row: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (meaning === 'DECIMAL') {
    const integer = value instanceof Uint8Array ? signedOf(value) : value;
    if (isInteger(integer)) return decimalText(integer, scale);
  }
  if (value instanceof Uint8Array && meaning === 'TEXT') return Buffer.from(value).toString();
  if (isInteger(value)) {
    if (meaning === 'TIMESTAMP') return `${value}${'0'.repeat(scale)}`;
    if (meaning === 'DATE') return formatDate(Number(value) as CivilDate);
    return `${value}`;
  }
  if (meaning === 'DOUBLE' && typeof value === 'number' && Number.isFinite(value))
    return `${value}`;
  throw new FormatError('FIELD', row, `row ${row + 1} has no valid ${name}`);
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** Two's complement, the highest byte first. */
function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  return BigInt.asIntN(8 * bytes.length, value);
}

function decimalText(value: number | bigint, scale: number): string {
  const integer = BigInt(value);
  const digits = `${integer < 0n ? -integer : integer}`.padStart(scale + 1, '0');
  const [whole, fraction] = [
    digits.slice(0, digits.length - scale),
    digits.slice(-scale || Infinity),
  ];
  return `${integer < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
