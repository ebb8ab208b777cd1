/** A column of a ClickHouse table and what a projection's row has for it. */
interface ClickHouseColumn<Row> {
  /** Type and, where it pays, codec: `UInt64 codec(Delta, ZSTD)`. */
  readonly type: string;
  /** For people who ask: what it is, with its unit. */
  readonly comment: string;
  /** The value as JSONEachRow takes it. */
  readonly value: (row: Row) => unknown;
}

/** How long rows are kept; counted from the fact's time. */
export const RETENTION = {
  /** SEC Rule 17a-4(a): six years for ledgers and blotters, and one for the year that is under way. */
  records: 'interval 7 year',
  /** SEC Rule 17a-4(b): three years for order tickets and the like, and one for the year that is under way. */
  orders: 'interval 4 year',
  /** No record but derived from orders, and the fastest to grow: as long as questions about a year's market want it. */
  quotes: 'interval 1 year',
} as const;

/** Where a projection's rows go in ClickHouse. Rows are written once and never change: only logs can go here. */
export interface ClickHouseTable<Row> {
  /** Without its database. */
  readonly name: string;
  readonly comment: string;
  readonly columns: Readonly<Record<string, ClickHouseColumn<Row>>>;
  /** What questions filter by first. */
  readonly orderBy: readonly string[];
  readonly retention: keyof typeof RETENTION;
}
