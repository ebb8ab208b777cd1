import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { MARKET_TABLES, type MarketTable } from './tables.ts';

/** How long rows are kept, counted from when they were received. */
export interface Retention {
  /** What sources say. */
  readonly rawHours: number;
  readonly barsYears: number;
}

/** The database that the tables are in. */
export const MARKET_DATABASE = 'market';

/**
 * Creates what is missing of the database and its tables, and has them keep rows for as long as is said now.
 * @throws ClickHouseError, and errors of the connection.
 */
export async function prepareMarket(
  client: ClickHouseClient,
  retention: Retention,
  signal?: AbortSignal,
): Promise<void> {
  const statements = [
    `create database if not exists ${MARKET_DATABASE}`,
    ...MARKET_TABLES.flatMap((table) => [
      createTable(table, retention),
      // Rows that are there already follow when their parts are merged: nothing is written anew for it.
      `alter table ${MARKET_DATABASE}.${table.name} modify ${ttlOf(table, retention)} settings materialize_ttl_after_modify = 0`,
    ]),
  ];
  for (const query of statements)
    await client.command({ query, ...(signal && { abort_signal: signal }) });
}

function ttlOf({ kept }: MarketTable, { rawHours, barsYears }: Retention): string {
  const time = kept === 'raw' ? `${rawHours} hour` : `${barsYears} year`;
  return `ttl toDateTime(received_at) + interval ${time}`;
}

function createTable(table: MarketTable, retention: Retention): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type, codec, comment }]) =>
      `  ${name} ${type} comment '${comment.replaceAll("'", "\\'")}'${codec === '' ? '' : ` codec(${codec})`}`,
  );
  return `create table if not exists ${MARKET_DATABASE}.${table.name} (
${columns.join(',\n')}
) engine = ${table.engine}
partition by ${table.partitionBy}
order by (${table.orderBy.join(', ')})
${ttlOf(table, retention)}${table.kept === 'raw' ? '\nsettings ttl_only_drop_parts = 1' : ''}
comment '${table.comment}'`;
}
