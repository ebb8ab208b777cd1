import type { Actor } from '@bellwether/domain';
import { can } from '@bellwether/domain';
import { and, asc, eq, gt, gte, lte, or, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog, type AuditRow } from '../../audit/table.ts';
import {
  pageSize,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from '../../read-model/page.ts';
import { ForbiddenQueryError } from '../../read-model/query.ts';
import { recordsRegister } from './table.ts';

/** Which records are asked for. */
export interface RecordsScope {
  readonly accountId?: string | undefined;
  readonly instrumentId?: string | undefined;
  readonly orderId?: string | undefined;
  /** Days, `2026-11-20`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A row of the audit log, with the hash that it follows from. */
export type ExportedRow = AuditRow & { readonly previousHash: string };

/**
 * The scope that somebody may read: all that is asked for, or as much of it as is in the open room of who reads there.
 * @param now ns since 1970 UTC.
 * @throws ForbiddenQueryError
 */
export async function scopeFor(
  db: PostgresJsDatabase,
  viewer: Actor,
  room: string | undefined,
  asked: RecordsScope,
  now: bigint,
): Promise<RecordsScope> {
  if (can(viewer, 'ReadRecords') === 'allowed' && room === undefined) return asked;
  const person = viewer.name.slice(viewer.name.lastIndexOf('/') + 1);
  const [found] =
    room === undefined
      ? []
      : await db
          .select()
          .from(recordsRegister)
          .where(eq(recordsRegister.entryId, `ROOM/${room}`));
  const mayEnter =
    found?.status === 'ACTIVE' &&
    found.reader === person &&
    found.until > now &&
    viewer.roles.includes('regulator');
  if (!mayEnter) throw new ForbiddenQueryError('ReadRecords');
  // What a room does not narrow the reader may, and no more.
  const own = { accountId: found.accountId, instrumentId: found.instrumentId };
  for (const [name, value] of Object.entries(own))
    if (value !== null && (asked[name as 'accountId'] ?? value) !== value)
      throw new ForbiddenQueryError('ReadRecords');
  const later = (a: string | undefined, b: string | null): string | undefined =>
    b !== null && (a === undefined || b > a) ? b : a;
  const earlier = (a: string | undefined, b: string | null): string | undefined =>
    b !== null && (a === undefined || b < a) ? b : a;
  return {
    ...asked,
    accountId: found.accountId ?? asked.accountId,
    instrumentId: found.instrumentId ?? asked.instrumentId,
    from: later(asked.from, found.fromDay),
    to: earlier(asked.to, found.toDay),
  };
}

/** Rows of a scope in the order of the log. @throws BadCursorError */
export async function listRows(
  db: PostgresJsDatabase,
  scope: RecordsScope,
  { first, after }: Paging,
): Promise<Page<ExportedRow>> {
  const size = pageSize(first);
  const previous = alias(auditLog, 'previous');
  const rows = await db
    .select({ row: auditLog, previousHash: previous.hash })
    .from(auditLog)
    .leftJoin(
      previous,
      and(
        eq(previous.journal, auditLog.journal),
        eq(previous.sequence, sql`${auditLog.sequence} - 1`),
      ),
    )
    .where(and(within(scope), after === undefined ? undefined : behind(after)))
    .orderBy(asc(auditLog.position), asc(auditLog.batchIndex))
    .limit(size + 1);
  const all = rows.map(({ row, previousHash }) => ({
    ...row,
    previousHash: previousHash ?? '0'.repeat(64),
  }));
  return toPage(all, size, placeCursor);
}

function behind(cursor: string): SQL | undefined {
  const { position, batchIndex } = parsePlace(cursor);
  return or(
    gt(auditLog.position, position),
    and(eq(auditLog.position, position), gt(auditLog.batchIndex, batchIndex)),
  );
}

/** A trade names both of its sides in its data alone. */
function within({ accountId, instrumentId, orderId, from, to }: RecordsScope): SQL | undefined {
  const named = (field: string, value: string): SQL =>
    sql`${auditLog.data}::jsonb ->> ${field} = ${value}`;
  return and(
    accountId === undefined
      ? undefined
      : or(
          eq(auditLog.accountId, accountId),
          named('buyAccountId', accountId),
          named('sellAccountId', accountId),
        ),
    instrumentId === undefined ? undefined : eq(auditLog.instrumentId, instrumentId),
    orderId === undefined
      ? undefined
      : or(
          eq(auditLog.orderId, orderId),
          named('buyOrderId', orderId),
          named('sellOrderId', orderId),
        ),
    from === undefined ? undefined : gte(auditLog.tradeDate, from),
    to === undefined ? undefined : lte(auditLog.tradeDate, to),
  );
}
