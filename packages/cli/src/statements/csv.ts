import { parse } from 'csv-parse/sync';
import { StatementError } from './xml.ts';

/** What the columns of a file are called; a name that is not given is its own. */
export type ColumnMap<Column extends string> = Readonly<Partial<Record<Column, string>>>;

/** A row of a table: the trimmed text of a column, empty where there is none, and where the row stands, `line 2`. */
export interface CsvRow<Column extends string> {
  readonly value: (column: Column) => string;
  readonly line: string;
}

/** Reads `owner=Account,amount=Qty`. @throws StatementError */
export function parseColumns<Column extends string>(
  typed: string,
  columns: readonly Column[],
): ColumnMap<Column> {
  const pairs = typed.split(',').map((pair) => pair.split('='));
  for (const [name = '', column] of pairs)
    if (!columns.includes(name as Column) || !column)
      throw new StatementError(`columns are ${columns.join(', ')}: ${columns[0]}=Name,…`);
  return Object.fromEntries(pairs) as ColumnMap<Column>;
}

/**
 * Reads a table with a header.
 * @param required columns that it must have. @throws StatementError where it is none, or lacks one.
 */
export function csvRows<Column extends string>(
  source: string,
  columns: ColumnMap<Column>,
  required: readonly NoInfer<Column>[],
): readonly CsvRow<Column>[] {
  const rows = records(source);
  const header = Object.keys(rows[0]?.record ?? {});
  const nameOf = (column: Column): string => columns[column] ?? column;
  for (const column of required)
    if (rows.length > 0 && !header.includes(nameOf(column)))
      throw new StatementError(
        `there is no column ${nameOf(column)}; there are ${header.join(', ')}`,
      );
  return rows.map(({ record, info }) => ({
    value: (column) => (record[nameOf(column)] ?? '').trim(),
    line: `line ${info.lines}`,
  }));
}

/** A row, and the line on which it ends: lines without anything are passed over, and counted. */
interface ParsedRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function records(source: string): readonly ParsedRow[] {
  try {
    const options = { columns: true, bom: true, skip_empty_lines: true, info: true } as const;
    return parse(source, options) as unknown as readonly ParsedRow[];
  } catch (error) {
    throw new StatementError(`not CSV: ${(error as Error).message}`);
  }
}
