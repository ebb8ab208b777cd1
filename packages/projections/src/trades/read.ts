import { and, desc, eq, lt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  pageSize,
  parsePlace,
  placeCursor,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { trades, type TradeRow } from './table.ts';

/** Which trades: those for which each condition holds. */
export interface TradeFilter extends Paging {
  readonly accountId?: string | undefined;
  readonly instrumentId?: string | undefined;
}

/** Trades of an instrument, an account, or both, latest first. @throws BadCursorError */
export async function listTrades(
  db: PostgresJsDatabase,
  { accountId, instrumentId, first, after }: TradeFilter,
): Promise<Page<TradeRow>> {
  const size = pageSize(first);
  const rows = await db
    .select()
    .from(trades)
    .where(
      and(
        instrumentId === undefined ? undefined : eq(trades.instrumentId, instrumentId),
        accountId === undefined
          ? undefined
          : or(eq(trades.buyAccountId, accountId), eq(trades.sellAccountId, accountId)),
        after === undefined ? undefined : before(after),
      ),
    )
    .orderBy(desc(trades.position), desc(trades.batchIndex))
    .limit(size + 1);
  return toPage(rows, size, placeCursor);
}

function before(cursor: string): SQL | undefined {
  const { position, batchIndex } = parsePlace(cursor);
  return or(
    lt(trades.position, position),
    and(eq(trades.position, position), lt(trades.batchIndex, batchIndex)),
  );
}
