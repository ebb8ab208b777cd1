/** A column of a ClickHouse table and what a projection's row has for it. */
interface ClickHouseColumn<Row> {
  /** Type and, where it pays, codec: `UInt64 codec(Delta, ZSTD)`. */
  readonly type: string;
  /** The value as JSONEachRow takes it. */
  readonly value: (row: Row) => unknown;
}

/**
 * Where rows go in ClickHouse: a table that keeps, of rows with the same key, the one of the highest commit position, so
 * that a row sent twice is one.
 */
export interface ClickHouseTable<Row> {
  /** Without its database. */
  readonly name: string;
  readonly columns: Readonly<Record<string, ClickHouseColumn<Row>>>;
  /** Columns that identify a row; the first are what questions filter by. */
  readonly orderBy: readonly string[];
  /** The column with the time by which rows are partitioned (months) and one day removed. */
  readonly time: string;
  /** How long rows are kept, by their retention class. */
  readonly keep: Retention;
}

/**
 * Retention classes. Records of orders and trades: six years, of which SEC Rule 17a-4(a) asks the first two at hand, and
 * one in reserve. Measurements of ourselves: a quarter.
 */
export const RETENTION = { record: '7 year', measurement: '90 day' } as const;
type Retention = keyof typeof RETENTION;

/** Insert tokens that a table remembers: far more than can be in doubt. */
export const TOKENS_REMEMBERED = 1_000;

/** The statement that creates the table. */
export function createTable<Row>(table: ClickHouseTable<Row>): string {
  const columns = Object.entries(table.columns).map(([name, { type }]) => `${name} ${type}`);
  return `create table if not exists bellwether.${table.name} (
  ${columns.join(',\n  ')}
) engine = ReplacingMergeTree(position)
partition by toYYYYMM(${table.time})
order by (${table.orderBy.join(', ')})
ttl toDateTime(${table.time}) + interval ${RETENTION[table.keep]}
settings non_replicated_deduplication_window = ${TOKENS_REMEMBERED}`;
}

/** A row of a projection as a row of its table. */
export function clickHouseRow<Row>(
  table: ClickHouseTable<Row>,
  row: Row,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, { value }]) => [name, value(row)]),
  );
}

/** Nanoseconds since 1970 as seconds with nine decimals, which DateTime64(9) reads without loss. */
export function dateTime(ns: bigint): string {
  // Ten digits: fewer are read as a year.
  const seconds = `${ns / 1_000_000_000n}`.padStart(10, '0');
  return `${seconds}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`;
}

/** A time in nanoseconds. */
export const TIME = "DateTime64(9, 'UTC') codec(Delta, ZSTD)";
/** Commit position; rows come in its order. */
export const POSITION = 'UInt64 codec(Delta, ZSTD)';
/** A price or an amount, 1/10 000 USD exactly. */
export const PRICE = 'Decimal(18, 4)';
export const AMOUNT = 'Decimal(38, 4)';
/** One of few words. */
export const WORD = 'LowCardinality(String)';
