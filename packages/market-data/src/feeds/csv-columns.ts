import type { ColumnMap, TableField, TimeFormat } from '../formats/tables/column-map.ts';
import { FeedError } from './feed-error.ts';

/** Names that columns usually have, in small letters without what is no letter. */
const USUAL: Readonly<Record<TableField, readonly string[]>> = {
  symbol: ['symbol', 'ticker', 'sym', 'instrument'],
  date: ['date', 'day', 'tradedate'],
  time: ['timestamp', 'time', 'datetime', 'ts', 'tsevent', 'participanttimestamp', 'siptimestamp'],
  sequence: ['sequence', 'seq', 'sequencenumber'],
  price: ['price', 'px', 'tradeprice'],
  quantity: ['quantity', 'size', 'qty', 'volume', 'amount', 'tradesize'],
  side: [],
  tradeId: ['tradeid', 'id'],
  conditions: [],
  bidPrice: ['bidprice', 'bid', 'bidpx'],
  bidSize: ['bidsize', 'bidqty', 'bidquantity'],
  askPrice: ['askprice', 'ask', 'askpx'],
  askSize: ['asksize', 'askqty', 'askquantity'],
};

export interface CsvHints {
  readonly date?: string | undefined;
  readonly symbol?: string | undefined;
  readonly zone?: 'UTC' | 'NEW_YORK' | undefined;
}

/**
 * What the columns of a file mean, by their names and its first row.
 * @throws FeedError COLUMNS where a column that is needed has no usual name, or times are written in no known way.
 */
export function guessColumns(header: string, row: string, hints: CsvHints): ColumnMap {
  const names = cells(header);
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const columns: Partial<Record<TableField, string>> = {};
  for (const [field, usual] of Object.entries(USUAL)) {
    const at = usual.map((name) => plain.indexOf(name)).find((index) => index >= 0);
    if (at !== undefined) columns[field as TableField] = names[at] ?? '';
  }
  const isQuotes = columns.bidPrice !== undefined && columns.askPrice !== undefined;
  if (columns.time === undefined || (!isQuotes && columns.price === undefined))
    throw new FeedError(
      'COLUMNS',
      `the columns of the file have no usual names (time, and price or bid and ask): ${header}`,
    );
  const timeFormat = timeFormatOf(cells(row)[names.indexOf(columns.time)] ?? '');
  return {
    rows: isQuotes ? 'QUOTES' : 'TRADES',
    columns,
    timeFormat,
    ...(columns.symbol === undefined ? { symbol: hints.symbol ?? 'UNNAMED' } : {}),
    ...(columns.date === undefined && hints.date !== undefined ? { date: hints.date } : {}),
    ...(hints.zone === undefined ? {} : { zone: hints.zone }),
  };
}

const DIGITS: Readonly<Record<number, TimeFormat>> = {
  10: 'SECONDS',
  13: 'MILLISECONDS',
  16: 'MICROSECONDS',
  19: 'NANOSECONDS',
};

function timeFormatOf(text: string): TimeFormat {
  if (/^\d{4}-\d{2}-\d{2}[T ]/.test(text)) return 'TIMESTAMP';
  if (/^\d{1,2}:\d{2}:\d{2}/.test(text)) return 'TIME_OF_DAY';
  const format = /^\d+$/.test(text) ? DIGITS[text.length] : undefined;
  if (format === undefined)
    throw new FeedError('COLUMNS', `times are written in no known way: ${JSON.stringify(text)}`);
  return format;
}

function cells(line: string): readonly string[] {
  return line
    .replace(/^\uFEFF/, '')
    .trim()
    .split(',')
    .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
