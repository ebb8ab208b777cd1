import type { SQL } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import {
  getTableConfig,
  IndexedColumn,
  PgDialect,
  type Index,
  type PgTable,
} from 'drizzle-orm/pg-core';
import type { Projection } from '../../runtime/projection.ts';
import { MONTHLY } from './columns.ts';
import { grantChanges } from './grants.ts';
import type { Transaction } from './table-statements.ts';

type TableConfig = ReturnType<typeof getTableConfig>;

/** Creates the table of a build as it is declared, with its indexes and rights. @param sql as the owner. */
export async function createTable(
  sql: Transaction,
  projection: Projection,
  table: string,
): Promise<void> {
  for (const statement of definitionOf(projection, table)) await sql.unsafe(statement);
  await grantChanges(sql, table, projection);
}

/**
 * The statements that create a table, from the declaration: columns, primary key and indexes; a partition for each month of
 * its trade dates where it has any. Rows follow from facts alone, so a table has neither defaults nor checks.
 * @throws TypeError for a declaration that says more.
 */
export function definitionOf(
  { name, tables }: Pick<Projection, 'name' | 'tables'>,
  table: string,
): readonly string[] {
  if (tables.postgres === undefined) throw new TypeError(`${name} has no table in Postgres`);
  const config = getTableConfig(tables.postgres as PgTable);
  refuseMore(name, config);
  const columns = config.columns.map(
    (column) =>
      `${toSnakeCase(column.name)} ${column.getSQLType()}${column.notNull ? ' not null' : ''}`,
  );
  const key = config.columns.filter(({ primary }) => primary);
  const keys = [...config.primaryKeys.map((one) => one.columns), ...(key.length > 0 ? [key] : [])];
  const constraints = keys.map((all) => `primary key (${all.map(snakeName).join(', ')})`);
  const isMonthly = config.columns.some((column) => column.name === MONTHLY);
  return [
    `create table read_models.${table} (${[...columns, ...constraints].join(', ')})` +
      (isMonthly ? ` partition by range (${toSnakeCase(MONTHLY)})` : ''),
    ...config.indexes.map((index) => indexStatement(index, table)),
  ];
}

function refuseMore(name: string, { columns, checks, foreignKeys, ...config }: TableConfig): void {
  const more = [...checks, ...foreignKeys, ...config.uniqueConstraints, ...config.policies];
  if (more.length > 0 || columns.some(({ hasDefault }) => hasDefault))
    throw new TypeError(`the table of ${name} declares more than columns, a key and indexes`);
}

function indexStatement({ config }: Index, table: string): string {
  const columns = config.columns.map((column) => {
    if (!(column instanceof IndexedColumn)) return `(${textOf(column as SQL)})`;
    const { order, nulls } = column.indexConfig;
    return `${snakeName(column)} ${order ?? 'asc'} nulls ${nulls ?? 'last'}`;
  });
  const where = config.where === undefined ? '' : ` where ${textOf(config.where)}`;
  return (
    `create ${config.unique ? 'unique ' : ''}index ${table}_${config.name} on read_models.${table} ` +
    `using ${config.method ?? 'btree'} (${columns.join(', ')})${where}`
  );
}

/** @throws TypeError for what has parameters: a statement that creates something takes none. */
function textOf(sql: SQL): string {
  const { sql: text, params } = new PgDialect({ casing: 'snake_case' }).sqlToQuery(sql);
  if (params.length > 0) throw new TypeError(`an index has a value in it: ${text}`);
  return text;
}

const snakeName = ({ name }: { readonly name?: string | undefined }): string =>
  toSnakeCase(name ?? '');
