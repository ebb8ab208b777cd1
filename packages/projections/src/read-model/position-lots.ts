import { and, asc, eq, or } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { auditLog } from '../postgres/audit-log/table.ts';
import { trades } from '../postgres/trades/table.ts';
import { followLots, type LotAccount } from './lots.ts';

interface Placed {
  readonly position: bigint;
  readonly batchIndex: number;
  readonly price: bigint;
  readonly quantity: bigint;
}

/**
 * The lots of an account's position and what its sales realised, first in, first out. Followed through its trades when
 * it is asked for: a row that held them would be written anew with every fill. Trades that were taken back do not count.
 */
export async function positionLots(
  db: PostgresJsDatabase,
  accountId: string,
  instrumentId: string,
): Promise<LotAccount> {
  const transferred = await db
    .select({
      position: auditLog.position,
      batchIndex: auditLog.batchIndex,
      data: auditLog.data,
    })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.type, 'SharesAllocated'),
        eq(auditLog.accountId, accountId),
        eq(auditLog.instrumentId, instrumentId),
      ),
    );
  const traded = await db
    .select({
      position: trades.position,
      batchIndex: trades.batchIndex,
      price: trades.price,
      quantity: trades.quantity,
      buyer: trades.buyAccountId,
      seller: trades.sellAccountId,
    })
    .from(trades)
    .where(
      and(
        eq(trades.instrumentId, instrumentId),
        eq(trades.busted, false),
        or(eq(trades.buyAccountId, accountId), eq(trades.sellAccountId, accountId)),
      ),
    )
    .orderBy(asc(trades.position), asc(trades.batchIndex));
  const movements: Placed[] = [
    ...transferred.map(({ data, ...place }) => ({
      ...place,
      price: 0n,
      quantity: BigInt((JSON.parse(data) as { quantity: string }).quantity),
    })),
    ...traded.flatMap(({ buyer, seller, quantity, ...trade }) => [
      ...(seller === accountId ? [{ ...trade, quantity: -quantity }] : []),
      ...(buyer === accountId ? [{ ...trade, quantity }] : []),
    ]),
  ];
  movements.sort((a, b) => Number(a.position - b.position) || a.batchIndex - b.batchIndex);
  return followLots(movements);
}
