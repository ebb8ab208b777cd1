import type { Sql } from '@bellwether/platform/postgres';
import { buildTable } from '../stores/postgres/builds.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';

/**
 * Takes the secondary indexes off an empty table: rows come in faster without, and an index made of rows that are there
 * costs a fraction. The statements that make them again are noted as the table's comment, which goes where it goes.
 * Unique indexes stay, as they say what a row is.
 */
export async function postponeIndexes(sql: Transaction, table: string): Promise<void> {
  const indexes = await sql<{ name: string; statement: string }[]>`
    select indexrelid::regclass::text as name, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') as statement
    from pg_index where indrelid = ${`read_models.${table}`}::regclass and not indisunique order by name`;
  if (indexes.length === 0) return;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await noteOn(sql, table, JSON.stringify(indexes.map(({ statement }) => statement)));
}

/**
 * Makes what was postponed for a build, all of it or nothing; without that it may not be compared or put in force. Its
 * checkpoint is held meanwhile, so that two who come to it at once do it once.
 */
export async function makePostponedIndexes(owner: Sql, build: string): Promise<void> {
  await owner.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    await sql`select from read_models.checkpoints where name = ${build} for update`;
    await makeIndexes(sql, buildTable(build));
  });
}

/** Makes what was postponed for a table in the caller's transaction. */
async function makeIndexes(sql: Transaction, table: string): Promise<void> {
  const [row] = await sql<{ note: string | null }[]>`
    select obj_description(${`read_models.${table}`}::regclass, 'pg_class') as note`;
  if (!row?.note) return;
  for (const statement of JSON.parse(row.note) as readonly string[]) await sql.unsafe(statement);
  await noteOn(sql, table, '');
}

async function noteOn(sql: Transaction, table: string, note: string): Promise<void> {
  await sql.unsafe(`comment on table read_models.${table} is '${note.replaceAll("'", "''")}'`);
}
