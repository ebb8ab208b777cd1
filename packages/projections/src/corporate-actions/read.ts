import { UUID_PATTERN, type Actor } from '@bellwether/domain';
import { and, asc, desc, eq, gt, inArray, lt, or, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  namesCursor,
  pageSize,
  parseNames,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { accountsSeen } from '../read-model/seen-by.ts';
import {
  corporateActionEffects,
  corporateActions,
  type CorporateActionEffectRow,
  type CorporateActionRow,
} from './table.ts';

const DAY_PATTERN = '^\\d{4}-\\d{2}-\\d{2}$';
const EFFECT_PATTERN = '^[0-9a-f-]{36}/[A-Za-z0-9_-]{1,36}(/[A-Z0-9_]{1,24})?$';

/** Actions, the latest ex-date first. @throws BadCursorError */
export async function listCorporateActions(
  db: PostgresJsDatabase,
  instrumentId: string | undefined,
  { first, after }: Paging = {},
): Promise<Page<CorporateActionRow>> {
  const size = pageSize(first);
  const { exDate, actionId } = corporateActions;
  const rows = await db
    .select()
    .from(corporateActions)
    .where(
      and(
        instrumentId === undefined ? undefined : eq(corporateActions.instrumentId, instrumentId),
        after === undefined ? undefined : behind(after),
      ),
    )
    .orderBy(desc(exDate), asc(actionId))
    .limit(size + 1);
  return toPage(rows, size, (row) => namesCursor(row.exDate, row.actionId));
}

function behind(cursor: string): SQL | undefined {
  const [exDate = '', actionId = ''] = parseNames(cursor, DAY_PATTERN, UUID_PATTERN);
  const sameDay = eq(corporateActions.exDate, exDate);
  return or(
    lt(corporateActions.exDate, exDate),
    and(sameDay, gt(corporateActions.actionId, actionId)),
  );
}

/** An action; undefined where none of this id was announced. */
export async function findCorporateAction(
  db: PostgresJsDatabase,
  actionId: string,
): Promise<CorporateActionRow | undefined> {
  const [row] = await db
    .select()
    .from(corporateActions)
    .where(eq(corporateActions.actionId, actionId));
  return row;
}

/** What an action did to the accounts that somebody may see, by their names. @throws BadCursorError */
export async function listEffects(
  db: PostgresJsDatabase,
  actionId: string,
  viewer: Actor,
  { first, after }: Paging = {},
): Promise<Page<CorporateActionEffectRow>> {
  const size = pageSize(first);
  const { id } = corporateActionEffects;
  const [from] = after === undefined ? [] : parseNames(after, EFFECT_PATTERN);
  const rows = await db
    .select()
    .from(corporateActionEffects)
    .where(
      and(
        eq(corporateActionEffects.actionId, actionId),
        seenBy(viewer, corporateActionEffects.accountId),
        from === undefined ? undefined : gt(id, from),
      ),
    )
    .orderBy(id)
    .limit(size + 1);
  return toPage(rows, size, (row) => namesCursor(row.id));
}

/** Rows of others are not looked at. */
export function seenBy(viewer: Actor, column: PgColumn): SQL | undefined {
  const accounts = accountsSeen(viewer);
  return accounts === '*' ? undefined : inArray(column, [...accounts]);
}

/** What actions did to an account, the latest first. @throws BadCursorError */
export async function listEffectsOf(
  db: PostgresJsDatabase,
  accountId: string,
  { first, after }: Paging = {},
): Promise<Page<CorporateActionEffectRow>> {
  const size = pageSize(first);
  const { recordedPosition, batchIndex } = corporateActionEffects;
  const place = after === undefined ? undefined : parsePlace(after);
  const rows = await db
    .select()
    .from(corporateActionEffects)
    .where(
      and(
        eq(corporateActionEffects.accountId, accountId),
        place &&
          or(
            lt(recordedPosition, place.position),
            and(eq(recordedPosition, place.position), lt(batchIndex, place.batchIndex)),
          ),
      ),
    )
    .orderBy(desc(recordedPosition), desc(batchIndex))
    .limit(size + 1);
  return toPage(rows, size, (row) =>
    placeCursor({ position: row.recordedPosition, batchIndex: row.batchIndex }),
  );
}
