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
const RETENTION = {
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

/** Inserts whose tokens a table remembers; a crash repeats at most the last one. */
const REMEMBERED_INSERTS = 100;

/** Settings by which a table recognises an insert that comes again. */
export const DEDUPLICATING = `settings non_replicated_deduplication_window = ${REMEMBERED_INSERTS}`;

/** The statement that creates the table. Every table has a column `at`, by months of which it is partitioned. */
export function createTable<Row>(table: ClickHouseTable<Row>): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type, comment }]) => `  ${name} ${withComment(type, comment)}`,
  );
  return `create table if not exists bellwether.${table.name} (
${columns.join(',\n')}
) engine = MergeTree
partition by toYYYYMM(at)
order by (${table.orderBy.join(', ')})
ttl toDateTime(at) + ${RETENTION[table.retention]}
${DEDUPLICATING}
comment '${quoted(table.comment)}'`;
}

/** A row as JSONEachRow takes it. */
export function jsonRow<Row>(
  { columns }: ClickHouseTable<Row>,
  row: Row,
): Readonly<Record<string, unknown>> {
  const json: Record<string, unknown> = {};
  for (const name in columns) json[name] = columns[name]?.value(row);
  return json;
}

/** The comment stands between type and codec. */
function withComment(type: string, comment: string): string {
  const [kind = type, codec] = type.split(' codec');
  return `${kind} comment '${quoted(comment)}'${codec === undefined ? '' : ` codec${codec}`}`;
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
