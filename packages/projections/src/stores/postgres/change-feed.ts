import type { Sql } from '@bellwether/platform/postgres';
import type { Row } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import { toJson } from '../../runtime/json.ts';
import type { Transaction } from './table-statements.ts';

/** What is to be published of one changed row. */
export interface Change {
  readonly subject: string;
  /** Makes a repeated publication recognisable. */
  readonly messageId: string;
  readonly payload: unknown;
}

/** Changes that wait under one id. A row for each would cost more than the read models themselves. */
export interface WaitingChanges {
  readonly id: string;
  readonly changes: readonly Change[];
}

const CHANGES_PER_ROW = 500;

/** Puts what is to be published into the same transaction: it is published once this is committed, or never. */
export async function announceRows(
  sql: Transaction,
  build: string,
  projection: Projection,
  rows: readonly Row[],
): Promise<void> {
  const { announce, key } = projection;
  if (announce === undefined) return;
  const bundles: string[] = [];
  for (let i = 0; i < rows.length; i += CHANGES_PER_ROW) {
    const changes = rows.slice(i, i + CHANGES_PER_ROW).map((row): Change => {
      const { subject, payload } = announce(row);
      const messageId = `${build}/${String(row[key])}/${String(row['position'])}`;
      return { subject: `evt.${subject}`, messageId, payload };
    });
    bundles.push(toJson(changes));
  }
  for (const bundle of bundles)
    await sql.unsafe('insert into read_models.change_feed (changes) values ($1)', [bundle], {
      prepare: true,
    });
}

/** Changes that are committed and not yet published, oldest first. @param limit of ids. */
export async function waitingChanges(sql: Sql, limit: number): Promise<readonly WaitingChanges[]> {
  const rows = await sql<{ id: string; changes: string }[]>`
    select id, changes from read_models.change_feed order by id limit ${limit}`;
  return rows.map(({ id, changes }) => ({ id, changes: JSON.parse(changes) as Change[] }));
}

/** Forgets changes that are published. @param id the last of them. */
export async function forgetChanges(sql: Sql, id: string): Promise<void> {
  await sql`delete from read_models.change_feed where id <= ${id}`;
}
