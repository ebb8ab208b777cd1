/** What a column can hold. */
export type TableField =
  | 'symbol'
  | 'date'
  | 'time'
  | 'sequence'
  | 'price'
  | 'quantity'
  | 'side'
  | 'tradeId'
  | 'conditions'
  | 'bidPrice'
  | 'bidSize'
  | 'askPrice'
  | 'askSize';

/**
 * How times are written: `TIMESTAMP` as RFC 3339, its offset optional; `TIME_OF_DAY` as HH:MM:SS with a fraction, beside a
 * column of days or the map's `date`; the others as whole numbers since 1970-01-01 UTC.
 */
export type TimeFormat =
  | 'TIMESTAMP'
  | 'TIME_OF_DAY'
  | 'SECONDS'
  | 'MILLISECONDS'
  | 'MICROSECONDS'
  | 'NANOSECONDS';

/** What the columns of a file of trades or quotes mean. */
export interface ColumnMap {
  readonly rows: 'TRADES' | 'QUOTES';
  /** The header's name of each field that the file has. Others of its columns are passed over. */
  readonly columns: Readonly<Partial<Record<TableField, string>>>;
  /** Of all rows, where there is no column of symbols. */
  readonly symbol?: string;
  /** Of all rows as YYYY-MM-DD, where times are TIME_OF_DAY and there is no column of days. */
  readonly date?: string;
  readonly timeFormat: TimeFormat;
  /** Whose clocks show times that have no offset of their own; UTC by default. */
  readonly zone?: 'UTC' | 'NEW_YORK';
  /** What texts in the column of conditions mean, as bits of TradeCondition; those that are not listed are UNKNOWN. */
  readonly conditions?: Readonly<Record<string, number>>;
  /** Between several conditions of one trade; by default each character is one. */
  readonly conditionSeparator?: string;
  /** What texts in the column of sides mean for the resting order. */
  readonly sides?: Readonly<Record<string, 'BID' | 'ASK'>>;
  /** Decimals of quantities: one unit is 10^-n; 0 by default. */
  readonly quantityDecimals?: number;
}

/** The fields that rows must have. */
export const REQUIRED: Readonly<Record<ColumnMap['rows'], readonly TableField[]>> = {
  TRADES: ['time', 'price', 'quantity'],
  QUOTES: ['time', 'bidPrice', 'bidSize', 'askPrice', 'askSize'],
};
