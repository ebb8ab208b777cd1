import { and, asc, count, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { orders } from '../orders/table.ts';

/** Everything that the book shows at one price. */
export interface Level {
  /** 1/10 000 USD. */
  readonly price: bigint;
  /** Shares. */
  readonly quantity: bigint;
  readonly orders: number;
}

/** Both sides of a book, best price first. */
export interface Depth {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Levels of one side that are told at once. */
export const LEVELS_MAX = 100;
const SELLS = ['SELL', 'SELL_SHORT', 'SELL_SHORT_EXEMPT'];

/** The best price levels of an instrument's open orders; both sides of one moment. */
export function depthOf(
  db: PostgresJsDatabase,
  instrumentId: string,
  levels: number,
): Promise<Depth> {
  return db.transaction((moment) => levelsOf(moment, instrumentId, levels), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}

/** The same within a moment that the caller holds. */
export async function levelsOf(
  moment: Pick<PostgresJsDatabase, 'select'>,
  instrumentId: string,
  levels: number,
): Promise<Depth> {
  const limit = Math.min(Math.max(1, Math.trunc(levels)), LEVELS_MAX);
  const side = async (sides: readonly string[], order: typeof asc): Promise<readonly Level[]> => {
    const rows = await moment
      .select({
        price: orders.limitPrice,
        quantity: sql<string>`sum(${orders.shown})`,
        orders: count(),
      })
      .from(orders)
      .where(
        and(
          eq(orders.instrumentId, instrumentId),
          inArray(orders.side, [...sides]),
          gt(orders.shown, sql`0`),
        ),
      )
      .groupBy(orders.limitPrice)
      .orderBy(order(orders.limitPrice))
      .limit(limit);
    return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
  };
  return { bids: await side(['BUY'], desc), asks: await side(SELLS, asc) };
}
