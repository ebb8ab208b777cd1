/** A column of a ClickHouse table and what a projection's row has for it. */
export interface ClickHouseColumn<Row> {
  /** Type and, where it pays, codec: `UInt64 codec(Delta, ZSTD)`. */
  readonly type: string;
  /** The value as JSONEachRow takes it. */
  readonly value: (row: Row) => unknown;
}

/**
 * Where a projection's rows go in ClickHouse: a table that keeps, of rows with the same key, the one of the highest
 * commit position, so that rows sent twice are one.
 */
export interface ClickHouseTable<Row> {
  /** Without its database. */
  readonly name: string;
  readonly columns: Readonly<Record<string, ClickHouseColumn<Row>>>;
  /** Columns that identify a row; the first are what questions filter by. */
  readonly orderBy: readonly string[];
  readonly partitionBy: string;
  /** When rows may go: its retention class. */
  readonly ttl?: string;
}

/** The statement that creates the table. */
export function createTable<Row>(table: ClickHouseTable<Row>): string {
  const columns = Object.entries(table.columns).map(([name, { type }]) => `${name} ${type}`);
  return `create table if not exists bellwether.${table.name} (
  ${columns.join(',\n  ')}
) engine = ReplacingMergeTree(position)
partition by ${table.partitionBy}
order by (${table.orderBy.join(', ')})
${table.ttl === undefined ? '' : `ttl ${table.ttl}`}`;
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
  return `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`;
}
