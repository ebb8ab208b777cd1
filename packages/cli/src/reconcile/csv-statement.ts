import { parseDecimal, USD, type StatementLine } from '@bellwether/domain';
import { parse } from 'csv-parse/sync';
import { StatementError } from './xml.ts';

const COLUMNS = ['owner', 'commodity', 'amount', 'reference'] as const;
type ColumnName = (typeof COLUMNS)[number];

/** What the columns of a file are called; a name that is not given is its own. */
export type ColumnMap = Readonly<Partial<Record<ColumnName, string>>>;

/** Reads `owner=Account,amount=Qty`. @throws StatementError */
export function parseColumns(typed: string): ColumnMap {
  const pairs = typed.split(',').map((pair) => pair.split('='));
  for (const [name = '', column] of pairs)
    if (!COLUMNS.includes(name as ColumnName) || !column)
      throw new StatementError(`columns are ${COLUMNS.join(', ')}: owner=Account,amount=Qty`);
  return Object.fromEntries(pairs) as ColumnMap;
}

/**
 * Reads cash and shares of a table with a header. Of money `amount` is a decimal, of an instrument whole units; `reference` may be absent.
 * @throws StatementError with the line that is wrong.
 */
export function csvStatement(source: string, columns: ColumnMap = {}): readonly StatementLine[] {
  const rows = records(source);
  const header = Object.keys(rows[0] ?? {});
  const nameOf = (column: ColumnName): string => columns[column] ?? column;
  for (const column of ['owner', 'commodity', 'amount'] as const)
    if (rows.length > 0 && !header.includes(nameOf(column)))
      throw new StatementError(
        `there is no column ${nameOf(column)}; there are ${header.join(', ')}`,
      );
  return rows.map((row, index) => {
    const value = (column: ColumnName): string => (row[nameOf(column)] ?? '').trim();
    const [owner, commodity, amount] = [value('owner'), value('commodity'), value('amount')];
    const line = `line ${index + 2}`;
    if (owner === '' || commodity === '') throw new StatementError(`${line}: whose, or of what`);
    const reference = value('reference');
    const named = reference === '' ? {} : { reference };
    return { owner, commodity, amount: amountOf(commodity, amount, line), ...named };
  });
}

function records(source: string): readonly Readonly<Record<string, string>>[] {
  try {
    return parse(source, { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new StatementError(`not CSV: ${(error as Error).message}`);
  }
}

function amountOf(commodity: string, amount: string, line: string): bigint {
  const isMoney = commodity === USD;
  if (!(isMoney ? /^-?\d{1,14}(\.\d{1,4})?$/ : /^-?\d{1,15}$/).test(amount))
    throw new StatementError(
      `${line}: ${amount || 'nothing'} is no ${isMoney ? 'amount of USD' : 'number of units'}`,
    );
  return isMoney ? parseDecimal(amount) : BigInt(amount);
}
