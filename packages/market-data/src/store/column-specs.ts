import type { ColumnSpec } from './native/block.ts';
import {
  NullableColumn,
  SmallColumn,
  TimeColumn,
  WideColumn,
  WordColumn,
} from './native/columns.ts';

// Kinds of columns. Codecs are those that took the least on a real day: `pnpm bench:market-store` says how much.

const CHANGES_LITTLE = 'Delta, ZSTD(3)';
const SMALL_NUMBERS = 'T64, ZSTD(3)';

/** Few different values, many rows. */
export const word = (comment: string): ColumnSpec<WordColumn> => ({
  type: 'LowCardinality(String)',
  codec: '',
  comment,
  make: (capacity) => new WordColumn(capacity),
});

/** A point of time. */
export const time = (comment: string): ColumnSpec<TimeColumn> => ({
  type: "DateTime64(9, 'UTC')",
  codec: 'Delta, ZSTD(1)',
  comment,
  make: (capacity) => new TimeColumn(capacity),
});

/** A price or amount in USD; its rows are written in 1/10 000 USD. */
export const usd = (comment: string): ColumnSpec<WideColumn> => ({
  type: 'Decimal(18, 4)',
  codec: CHANGES_LITTLE,
  comment: `${comment}, USD`,
  make: (capacity) => new WideColumn(capacity),
});

/** As `usd`; NULL where there is none. */
export const usdOrNull = (comment: string): ColumnSpec<NullableColumn> => ({
  type: 'Nullable(Decimal(18, 4))',
  codec: CHANGES_LITTLE,
  comment: `${comment}, USD`,
  make: (capacity) => new NullableColumn(capacity),
});

/** A number that is not negative: units, or how many. */
export const count = (comment: string): ColumnSpec<WideColumn> => ({
  type: 'UInt64',
  codec: SMALL_NUMBERS,
  comment,
  make: (capacity) => new WideColumn(capacity),
});

/** A number by which something is known, 0 for none; most are a little above the one before. */
export const number = (comment: string): ColumnSpec<WideColumn> => ({
  ...count(comment),
  codec: CHANGES_LITTLE,
});

/** As `count`; NULL where it is not known. */
export const countOrNull = (comment: string): ColumnSpec<NullableColumn> => ({
  ...usdOrNull(comment),
  type: 'Nullable(UInt64)',
  codec: SMALL_NUMBERS,
  comment,
});

/** Bits that are told by their comment. */
export const bits = (comment: string): ColumnSpec<SmallColumn> => ({
  type: 'UInt32',
  codec: 'ZSTD(3)',
  comment,
  make: (capacity) => new SmallColumn(new Uint32Array(capacity)),
});

/** 0 or 1. */
export const flag = (comment: string): ColumnSpec<SmallColumn> => ({
  type: 'UInt8',
  codec: 'ZSTD(3)',
  comment,
  make: (capacity) => new SmallColumn(new Uint8Array(capacity)),
});

/** One of the named numbers below 128. */
export const oneOf = (
  comment: string,
  names: Readonly<Record<string, number>>,
): ColumnSpec<SmallColumn> => ({
  type: `Enum8(${Object.entries(names)
    .map(([name, value]) => `'${name}' = ${value}`)
    .join(', ')})`,
  codec: 'ZSTD(3)',
  comment,
  make: (capacity) => new SmallColumn(new Uint8Array(capacity)),
});
