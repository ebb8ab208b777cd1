import { asc, eq, sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { accounts } from '../accounts/table.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { orders } from '../orders/table.ts';
import { positions } from '../positions/table.ts';
import { trades } from '../trades/table.ts';
import { marketDay } from '../accounts/balances.ts';
import { checkpointOf } from './changed-rows.ts';

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
 * Of these, the accounts of which cash, an order or a position has changed behind a commit position, and the instruments
 * that have traded. A trade of an account changes its order; a book that does not trade is not among them.
 */
export async function movedSince(
  db: PostgresJsDatabase,
  position: bigint,
  { accounts: ids, instruments }: Concerned,
): Promise<Concerned> {
  // No id has a comma.
  const listed = (list: readonly string[]) => raw`unnest(string_to_array(${list.join(',')}, ','))`;
  const changed = (table: typeof accounts | typeof orders | typeof positions) =>
    raw`exists (select from ${table} where ${table.accountId} = id and ${table.position} > ${position})`;
  const rows = await db.execute<{ kind: 'account' | 'instrument'; id: string }>(raw`
    select 'account' as kind, id from ${listed(ids)} as id
    where ${changed(accounts)} or ${changed(orders)} or ${changed(positions)}
    union all
    select 'instrument', id from ${listed(instruments)} as id
    where exists (select from ${trades} where ${trades.instrumentId} = id and ${trades.position} > ${position})`);
  const of = (wanted: string): readonly string[] =>
    rows.flatMap(({ kind, id }) => (kind === wanted ? [id] : []));
  return { accounts: of('account'), instruments: of('instrument') };
}
