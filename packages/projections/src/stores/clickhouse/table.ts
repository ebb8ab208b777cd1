import { RETENTION, type ClickHouseTable } from '../../runtime/click-house-table.ts';

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
