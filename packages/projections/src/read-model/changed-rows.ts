import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  lte,
  or,
  sql as raw,
  type SQL,
} from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import type { Changed, SnapshotPage } from './followed-rows.ts';

/** Rows of a read model that bear the position of their last change. */
export interface ChangingTable {
  readonly projection: string;
  readonly table: PgTable & { readonly position: PgColumn };
  /** The row's fields by which rows of one position are told apart; their order is that of `isBehind`. */
  readonly keys: readonly string[];
  /** Which of the rows. */
  readonly concerned: SQL | undefined;
  /** Whether a row of a position comes behind a key of it. */
  readonly isBehind: (key: string) => SQL;
}

interface Selected {
  readonly where: SQL | undefined;
  readonly limit: number;
  readonly latestFirst?: boolean;
}

/**
 * Rows with the checkpoint of their build, in one statement, so that both are of one moment.
 * @throws TypeError where no build is in force.
 */
export async function changedRows<Row>(
  db: PostgresJsDatabase,
  { projection, table, keys, concerned }: ChangingTable,
  { where, limit, latestFirst = false }: Selected,
): Promise<Changed<Row>> {
  const order = ['position', ...keys];
  const columns = getTableColumns(table);
  const rows = db
    .select()
    .from(table as PgTable)
    .where(and(concerned, where))
    .orderBy(...order.map((field) => (latestFirst ? desc : asc)(columns[field] as PgColumn)))
    .limit(limit)
    .as('followed');
  const found = await db
    .select()
    .from(checkpoints)
    .leftJoin(rows, raw`true`)
    .where(inForce(projection))
    .orderBy(
      ...order.map((field) => asc((rows as Readonly<Record<string, unknown>>)[field] as SQL)),
    );
  const [first] = found;
  if (first === undefined) throw new TypeError(`no build of ${projection} is in force`);
  return {
    ...checkpointOf(first.checkpoints),
    rows: found.flatMap(({ followed }) => (followed === null ? [] : [followed as Row])),
  };
}

/** The build of a projection that readers see. */
export function inForce(projection: string): SQL | undefined {
  return and(eq(checkpoints.projection, projection), eq(checkpoints.state, 'active'));
}

/** What `Changed` says of a checkpoint. */
export function checkpointOf({
  name,
  parkedRevision,
  position,
}: Pick<typeof checkpoints.$inferSelect, 'name' | 'parkedRevision' | 'position'>): {
  readonly build: string;
  readonly position: bigint;
} {
  return { build: `${name}/${parkedRevision}`, position };
}

/** Rows behind a place: those of later positions, and those of its own behind its key. */
export function behind(
  { table: { position }, isBehind }: ChangingTable,
  place: { readonly position: bigint; readonly key: string | undefined },
): SQL | undefined {
  const later = gt(position, place.position);
  if (place.key === undefined) return later;
  // Only a plain bound lets Postgres begin in the middle of an index.
  return and(
    gte(position, place.position),
    or(later, and(eq(position, place.position), isBehind(place.key))),
  );
}

/** Rows of a page of a snapshot. */
export function ofPage(
  source: ChangingTable,
  { within, upTo }: Omit<SnapshotPage, 'limit'>,
): SQL | undefined {
  return and(
    within === undefined ? undefined : behind(source, within),
    upTo === undefined ? undefined : lte(source.table.position, upTo),
  );
}
