import { and, asc, eq, or } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog } from '../postgres/audit-log/table.ts';
import { trades } from '../postgres/trades/table.ts';

/** One thing that happened to an order. */
export interface OrderEvent {
  /** Type of the fact. */
  readonly type: string;
  /** When the command came in that caused it, ns since 1970 UTC. */
  readonly at: bigint;
  readonly commandId: string;
  readonly principal: string;
  readonly position: bigint;
  readonly batchIndex: number;
  /** The fact's data: decimals and integers as strings. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that happened to an order, in the order of the log: what names it, and the trades it took part in. */
export async function orderHistory(
  db: PostgresJsDatabase,
  orderId: string,
): Promise<readonly OrderEvent[]> {
  const columns = {
    type: auditLog.type,
    at: auditLog.at,
    commandId: auditLog.commandId,
    principal: auditLog.principal,
    position: auditLog.position,
    batchIndex: auditLog.batchIndex,
    data: auditLog.data,
  };
  const own = await db.select(columns).from(auditLog).where(eq(auditLog.orderId, orderId));
  const traded = await db
    .select(columns)
    .from(trades)
    .innerJoin(
      auditLog,
      and(
        eq(auditLog.position, trades.position),
        eq(auditLog.batchIndex, trades.batchIndex),
        eq(auditLog.tradeDate, trades.tradeDate),
        eq(auditLog.type, 'TradeExecuted'),
      ),
    )
    .where(or(eq(trades.buyOrderId, orderId), eq(trades.sellOrderId, orderId)))
    .orderBy(asc(auditLog.position));
  return [...own, ...traded]
    .map((row) => ({ ...row, data: JSON.parse(row.data) as OrderEvent['data'] }))
    .toSorted((a, b) => Number(a.position - b.position) || a.batchIndex - b.batchIndex);
}
