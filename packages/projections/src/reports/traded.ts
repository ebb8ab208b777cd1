import { ACCOUNT_ID_PATTERN } from '@bellwether/domain';
import { and, asc, gt, sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { positionDays } from '../portfolio/table.ts';
import { pageSize, parseNames, toPage, type Page, type Paging } from '../read-model/page.ts';

/** Accounts that traded on a day, by name. @throws BadCursorError */
export async function tradedOn(
  db: PostgresJsDatabase,
  day: string,
  { first, after }: Paging,
): Promise<Page<{ readonly accountId: string }>> {
  const size = pageSize(first);
  const { accountId, bought, sold, turnover } = positionDays;
  const behind =
    after === undefined ? undefined : gt(accountId, parseNames(after, ACCOUNT_ID_PATTERN)[0] ?? '');
  const rows = await db
    .selectDistinct({ accountId })
    .from(positionDays)
    // As text: what is no day has no trades. Futures have turnover alone.
    .where(
      and(
        raw`${positionDays.day}::text = ${day}`,
        raw`(${bought} <> 0 or ${sold} <> 0 or ${turnover} <> 0)`,
        behind,
      ),
    )
    .orderBy(asc(accountId))
    .limit(size + 1);
  return toPage(rows, size, (row) => row.accountId);
}
