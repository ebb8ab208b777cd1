import { INSTRUMENT_ID_PATTERN } from '@bellwether/domain';
import { and, eq, gt } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  namesCursor,
  pageSize,
  parseNames,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { positions, type PositionRow } from './table.ts';

/** Positions of an account, by instrument. @throws BadCursorError */
export async function listPositions(
  db: PostgresJsDatabase,
  accountId: string,
  { first, after }: Paging = {},
): Promise<Page<PositionRow>> {
  const size = pageSize(first);
  const [from] = after === undefined ? [] : parseNames(after, INSTRUMENT_ID_PATTERN);
  const rows = await db
    .select()
    .from(positions)
    .where(
      and(
        eq(positions.accountId, accountId),
        from === undefined ? undefined : gt(positions.instrumentId, from),
      ),
    )
    .orderBy(positions.instrumentId)
    .limit(size + 1);
  return toPage(rows, size, ({ instrumentId }) => namesCursor(instrumentId));
}
