import { formatDecimal } from '@bellwether/domain';
import type { FactContext } from '../../runtime/recorded-fact.ts';

/** Seconds with nine decimals, which DateTime64(9) reads without loss. */
function dateTime(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`;
}

type Values<Row, T> = (row: Row) => T;

/** Where the fact stands in the log: every row can be traced to it. */
export const PLACE = {
  position: {
    type: 'UInt64 codec(Delta, ZSTD)',
    comment: 'Commit position of the fact in the log',
    value: ({ position }: FactContext): string => `${position}`,
  },
  batch_index: {
    type: 'UInt32',
    comment: 'Index of the fact within its event',
    value: ({ index }: FactContext): number => index,
  },
  at: {
    type: "DateTime64(9, 'UTC') codec(Delta, ZSTD)",
    comment: 'When the command came in that caused the fact',
    value: ({ at }: FactContext): string => dateTime(at),
  },
} as const;

/** Few different values, many rows: an account, an instrument, a word. */
export const word = <Row>(comment: string, value: Values<Row, string>) => ({
  type: 'LowCardinality(String)',
  comment,
  value,
});

export const uuid = <Row>(comment: string, value: Values<Row, string>) => ({
  type: 'UUID',
  comment,
  value,
});

/** An amount or price in USD, exact. */
export const usd = <Row>(comment: string, value: Values<Row, bigint>) => ({
  type: 'Decimal(18, 4)',
  comment: `${comment}, USD`,
  value: (row: Row): string => formatDecimal(value(row)),
});

/** As `usd`; NULL where it is not known. */
export const usdOrNull = <Row>(comment: string, value: Values<Row, bigint | undefined>) => ({
  type: 'Nullable(Decimal(18, 4))',
  comment: `${comment}, USD`,
  value: (row: Row): string | null => {
    const amount = value(row);
    return amount === undefined ? null : formatDecimal(amount);
  },
});

/** A number of shares or contracts, or a time in ns. */
export const count = <Row>(comment: string, value: Values<Row, bigint>) => ({
  type: 'UInt64 codec(T64, ZSTD)',
  comment,
  value: (row: Row): string => `${value(row)}`,
});
