import { parseDecimal, USD, type StatementLine } from '@bellwether/domain';
import { csvRows, type ColumnMap } from '../statements/csv.ts';
import { StatementError } from '../statements/xml.ts';

/** Columns of a statement as a table. */
export const STATEMENT_COLUMNS = ['owner', 'commodity', 'amount', 'reference'] as const;

/**
 * Reads cash and shares of a table with a header. Of money `amount` is a decimal, of an instrument whole units; `reference` may be absent.
 * @throws StatementError with the line that is wrong.
 */
export function csvStatement(
  source: string,
  columns: ColumnMap<(typeof STATEMENT_COLUMNS)[number]> = {},
): readonly StatementLine[] {
  const rows = csvRows(source, columns, ['owner', 'commodity', 'amount']);
  return rows.map(({ value, line }) => {
    const [owner, commodity, amount] = [value('owner'), value('commodity'), value('amount')];
    if (owner === '' || commodity === '') throw new StatementError(`${line}: whose, or of what`);
    const reference = value('reference');
    const named = reference === '' ? {} : { reference };
    return { owner, commodity, amount: amountOf(commodity, amount, line), ...named };
  });
}

function amountOf(commodity: string, amount: string, line: string): bigint {
  const isMoney = commodity === USD;
  if (!(isMoney ? /^-?\d{1,14}(\.\d{1,4})?$/ : /^-?\d{1,15}$/).test(amount))
    throw new StatementError(
      `${line}: ${amount || 'nothing'} is no ${isMoney ? 'amount of USD' : 'number of units'}`,
    );
  return isMoney ? parseDecimal(amount) : BigInt(amount);
}
