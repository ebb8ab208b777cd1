import { asc, eq, or, sql as raw, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { checkpointOf, type FollowedTable } from '../read-model/followed-table.ts';
import type { Subscription } from '../read-model/subscription.ts';
import { marketDay } from '../sessions/read.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { SUBSCRIPTIONS } from './capabilities.ts';

/** How far the read models have come. */
export interface Progress {
  /** Commit position up to which every one has everything. */
  readonly position: bigint;
  /** Another text: all rows may be others, whatever their positions. */
  readonly basis: string;
}

/** Accounts and instruments by their ids. */
export interface Concerned {
  readonly accounts: readonly string[];
  readonly instruments: readonly string[];
}

/** How far the read models have come, and what their rows are a matter of besides. */
export async function progressOf(db: PostgresJsDatabase): Promise<Progress> {
  const rows = await db
    .select({ checkpoint: checkpoints, day: raw<string | null>`(${marketDay()})` })
    .from(checkpoints)
    .where(eq(checkpoints.state, 'active'))
    .orderBy(asc(checkpoints.name));
  const found = rows.map(({ checkpoint }) => checkpointOf(checkpoint));
  const position = found.reduce(
    (least, one) => (least === undefined || one.position < least ? one.position : least),
    undefined as bigint | undefined,
  );
  const basis = [rows[0]?.day ?? '', ...found.map(({ build }) => build)].join(' ');
  return { position: position ?? -1n, basis };
}

/**
 * Of these, the accounts and instruments of which a row that can be followed has changed behind a commit position. A book
 * that does not trade is not among them.
 */
export async function movedSince(
  db: PostgresJsDatabase,
  position: bigint,
  { accounts, instruments }: Concerned,
): Promise<Concerned> {
  const asked = [
    idsWith('account', accounts, position),
    idsWith('instrument', instruments, position),
  ];
  const rows = await db.execute<{ kind: Subscription['of']; id: string }>(
    raw.join(asked, raw` union all `),
  );
  const of = (wanted: Subscription['of']): readonly string[] =>
    rows.flatMap(({ kind, id }) => (kind === wanted ? [id] : []));
  return { accounts: of('account'), instruments: of('instrument') };
}

/** Of the ids of a kind those with a later row in any of the tables that can be followed. */
function idsWith(kind: Subscription['of'], ids: readonly string[], position: bigint): SQL {
  const tables = Object.values(SUBSCRIPTIONS).filter(({ of }) => of === kind);
  const later = tables.map(({ follows }) => hasLater(follows, position));
  // No id has a comma.
  return raw`select ${kind} as kind, id from unnest(string_to_array(${ids.join(',')}, ',')) as id
    where ${or(...later) ?? raw`false`}`;
}

/** One look for each column, so that each has its index. */
function hasLater({ table, owners }: FollowedTable, position: bigint): SQL | undefined {
  return or(
    ...owners.map(
      (owner) =>
        raw`exists (select from ${table} where ${owner} = id and ${table.position} > ${position})`,
    ),
  );
}
