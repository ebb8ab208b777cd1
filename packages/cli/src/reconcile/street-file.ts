import { parseDecimal, type TradeSide } from '@bellwether/domain';
import { csvRows, type ColumnMap } from '../statements/csv.ts';
import { StatementError } from '../statements/xml.ts';

/** Columns of a street file; `reference` may be absent. */
export const STREET_COLUMNS = [
  'account',
  'instrument',
  'side',
  'settlement',
  'quantity',
  'amount',
  'reference',
] as const;

type Column = (typeof STREET_COLUMNS)[number];

/** How sides are written; 1 and 2 as in FIX 54. */
const SIDES: Readonly<Record<string, 'BUY' | 'SELL'>> = {
  BUY: 'BUY',
  B: 'BUY',
  1: 'BUY',
  SELL: 'SELL',
  S: 'SELL',
  2: 'SELL',
};

/**
 * Reads trades as the street has them, a side on each line: `amount` is the money for the shares in USD, without fees, `settlement` the day
 * (`2026-12-01`).
 * @throws StatementError with the line that is wrong.
 */
export function streetFile(source: string, columns: ColumnMap<Column> = {}): readonly TradeSide[] {
  const required = STREET_COLUMNS.filter((name) => name !== 'reference');
  return csvRows(source, columns, required).map(({ value, line }) => {
    const side = SIDES[value('side').toUpperCase()];
    if (side === undefined) throw new StatementError(`${line}: ${value('side')} is no side`);
    const told = (column: Column, pattern: RegExp): string => {
      const text = value(column);
      if (!pattern.test(text))
        throw new StatementError(`${line}: ${text || 'nothing'} is no ${column}`);
      return text;
    };
    const reference = value('reference');
    return {
      ...(reference === '' ? {} : { reference }),
      owner: told('account', /^[A-Za-z0-9_@+-]{1,40}$/),
      instrument: told('instrument', /^[A-Z0-9][A-Z0-9_]{0,23}$/),
      side,
      settlementDate: told('settlement', /^\d{4}-\d{2}-\d{2}$/),
      quantity: BigInt(told('quantity', /^[1-9]\d{0,14}$/)),
      amount: parseDecimal(told('amount', /^\d{1,14}(\.\d{1,4})?$/)),
    };
  });
}
