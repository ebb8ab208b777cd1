import { and, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  namesCursor,
  pageSize,
  parseNames,
  parsePlace,
  parsePosition,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import {
  expirationEffects,
  expirations,
  type ExpirationEffectRow,
  type ExpirationRow,
} from './table.ts';

const EFFECT = '^\\d{1,19}\\.\\d{1,9}/[A-Za-z0-9_@-]{1,36}$';

/** Exercises and expirations, the latest first. @throws BadCursorError */
export async function listExpirations(
  db: PostgresJsDatabase,
  instrumentId: string | undefined,
  { first, after }: Paging,
): Promise<Page<ExpirationRow>> {
  const size = pageSize(first);
  const rows = await db
    .select()
    .from(expirations)
    .where(
      and(
        instrumentId === undefined ? undefined : eq(expirations.instrumentId, instrumentId),
        after === undefined ? undefined : lt(expirations.position, parsePosition(after)),
      ),
    )
    .orderBy(desc(expirations.position))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}`);
}

/** What one did, account by account. @throws BadCursorError */
export async function listEffects(
  db: PostgresJsDatabase,
  expirationId: string,
  { first, after }: Paging,
): Promise<Page<ExpirationEffectRow>> {
  const size = pageSize(first);
  const from = after === undefined ? undefined : parseNames(after, EFFECT)[0];
  const rows = await db
    .select()
    .from(expirationEffects)
    .where(
      and(
        eq(expirationEffects.expirationId, expirationId),
        from === undefined ? undefined : gt(expirationEffects.id, from),
      ),
    )
    .orderBy(expirationEffects.id)
    .limit(size + 1);
  return toPage(rows, size, (row) => namesCursor(row.id));
}

/** Tables whose rows are of an account and stand at a place of the log. */
type Logged = PgTable & Readonly<Record<'accountId' | 'recordedPosition' | 'batchIndex', PgColumn>>;

/** Rows of an account, the latest first. @throws BadCursorError */
export async function listOfAccount<T extends Logged>(
  db: PostgresJsDatabase,
  table: T,
  accountId: string,
  { first, after }: Paging,
): Promise<Page<T['$inferSelect']>> {
  const size = pageSize(first);
  const rows = (await db
    .select()
    .from(table as PgTable)
    .where(and(eq(table.accountId, accountId), behind(table, after)))
    .orderBy(desc(table.recordedPosition), desc(table.batchIndex))
    .limit(size + 1)) as T['$inferSelect'][];
  return toPage(rows, size, (row) => {
    const { recordedPosition: position, batchIndex } = row as ExpirationEffectRow;
    return placeCursor({ position, batchIndex });
  });
}

function behind({ recordedPosition, batchIndex }: Logged, after?: string): SQL | undefined {
  if (after === undefined) return undefined;
  const place = parsePlace(after);
  return or(
    lt(recordedPosition, place.position),
    and(eq(recordedPosition, place.position), lt(batchIndex, place.batchIndex)),
  );
}
