import { UUID_PATTERN } from '@bellwether/domain';
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
import type { Changed, FollowedRows, SnapshotPage } from './followed-rows.ts';

/** A read model whose rows bear the position of their last change, and belong to an account or an instrument. */
export interface FollowedTable {
  readonly projection: string;
  readonly table: PgTable & { readonly position: PgColumn };
  /** Columns that name the account, or the instrument, that a row belongs to. */
  readonly owners: readonly PgColumn[];
  readonly key: RowKey;
  /** The rows that a snapshot begins with; absent: all. */
  readonly begins?: SQL | undefined;
  /** A snapshot begins with so many of the latest rows; absent: with all of them, page by page. */
  readonly latest?: number;
}

/** What tells rows of one position apart. */
export interface RowKey {
  /** The row's fields; their order is that of `isBehind`. */
  readonly fields: readonly string[];
  /** What keys look like. */
  readonly pattern: RegExp;
  readonly of: (row: Readonly<Record<string, unknown>>) => string;
  /** Whether a row of a position comes behind a key of it. */
  readonly isBehind: (key: string) => SQL;
}

/** A key that is one field of the row. @param pattern default: a UUID. */
export function keyField<Table extends PgTable>(
  table: Table,
  field: keyof Table['_']['columns'] & string,
  pattern = UUID_PATTERN,
): RowKey {
  const column = getTableColumns(table as PgTable)[field] as PgColumn;
  return {
    fields: [field],
    pattern: new RegExp(pattern),
    of: (row) => row[field] as string,
    isBehind: (key) => gt(column, key),
  };
}

/** The rows of an account or instrument, to be followed. */
export function followTable<Row>(
  db: PostgresJsDatabase,
  followed: FollowedTable,
  id: string,
): FollowedRows<Row> {
  const { key, begins, latest } = followed;
  const read = (selected: Selected): Promise<Changed<Row>> =>
    changedRows(db, followed, id, selected);
  return {
    snapshot: ({ limit, ...page }) =>
      // What is behind a page of the latest is the rest of them.
      latest !== undefined && page.within === undefined
        ? read({ where: begins, limit: latest, latestFirst: true })
        : read({ where: and(begins, ofPage(followed, page)), limit }),
    after: (place, limit) => read({ where: behind(followed, place), limit }),
    keys: key.pattern,
    placeOf: (row) => {
      const fields = row as Readonly<Record<string, unknown>>;
      return { position: fields['position'] as bigint, key: key.of(fields) };
    },
  };
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
async function changedRows<Row>(
  db: PostgresJsDatabase,
  { projection, table, key, owners }: FollowedTable,
  id: string,
  { where, limit, latestFirst = false }: Selected,
): Promise<Changed<Row>> {
  const order = ['position', ...key.fields];
  const columns = getTableColumns(table as PgTable);
  const rows = db
    .select()
    .from(table as PgTable)
    .where(and(or(...owners.map((owner) => eq(owner, id))), where))
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
function behind(
  { table: { position }, key }: FollowedTable,
  place: { readonly position: bigint; readonly key: string | undefined },
): SQL | undefined {
  const later = gt(position, place.position);
  if (place.key === undefined) return later;
  // Only a plain bound lets Postgres begin in the middle of an index.
  return and(
    gte(position, place.position),
    or(later, and(eq(position, place.position), key.isBehind(place.key))),
  );
}

/** Rows of a page of a snapshot. */
function ofPage(
  source: FollowedTable,
  { within, upTo }: Omit<SnapshotPage, 'limit'>,
): SQL | undefined {
  return and(
    within === undefined ? undefined : behind(source, within),
    upTo === undefined ? undefined : lte(source.table.position, upTo),
  );
}
