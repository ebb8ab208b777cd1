import type { Sql } from '@bellwether/platform/postgres';

/** A read-only transaction that sees one moment of the database. */
export type Snapshot = Parameters<Parameters<Sql['begin']>[1]>[0];

/** Rows of one read of a cursor. */
const PAGE = 2_000;

/**
 * Runs `work` on one moment of the database, however long it takes: it reads by cursors, and a time-out that protects a
 * service from its callers would end it where there is much to read.
 */
export async function atOneMoment<T>(
  sql: Sql,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return (await sql.begin('isolation level repeatable read read only', async (snapshot) => {
    await snapshot`set local statement_timeout = 0`;
    await snapshot`set local idle_in_transaction_session_timeout = 0`;
    return work(snapshot);
  })) as T;
}

/** What rows are read from, and who is told of each. */
export interface RowReader {
  readonly snapshot: Snapshot;
  readonly onRow: () => void;
}

/** Rows of a statement, page by page; integers as text. */
export async function* rowsOf<Row extends object>(
  { snapshot, onRow }: RowReader,
  statement: string,
): AsyncGenerator<Row> {
  for await (const page of snapshot.unsafe<Row[]>(statement).cursor(PAGE))
    for (const row of page) {
      onRow();
      yield row;
    }
}
