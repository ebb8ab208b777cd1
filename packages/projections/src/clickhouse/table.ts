/** A column of a ClickHouse table and what a projection's row has for it. */
interface ClickHouseColumn<Row> {
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
