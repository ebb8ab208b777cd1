import { and, asc, desc, eq, gt, lt, or, sql as raw, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import {
  pageSize,
  parseNames,
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

/** Trades of a trading day that were not taken back, by their names. @param day `2026-11-30` @throws BadCursorError */
export async function listTradesOf(
  db: PostgresJsDatabase,
  day: string,
  { first, after }: Paging,
): Promise<Page<TradeRow>> {
  const size = pageSize(first);
  const { tradeId, tradeDate, busted } = trades;
  const behind =
    after === undefined ? undefined : gt(tradeId, parseNames(after, TRADE_ID)[0] ?? '');
  const rows = await db
    .select()
    .from(trades)
    // As text: what is no day has no trades.
    .where(and(raw`${tradeDate}::text = ${day}`, eq(busted, false), behind))
    .orderBy(asc(tradeId))
    .limit(size + 1);
  return toPage(rows, size, (row) => row.tradeId);
}

const TRADE_ID = '^\\d{1,5}-\\d{1,19}$';
