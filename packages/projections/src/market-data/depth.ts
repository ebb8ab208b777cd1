import { and, asc, count, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { orders } from '../orders/table.ts';
import { inForce } from '../read-model/followed-table.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';

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

/** Levels of one side that are told at once, and where the question does not say how many. */
export const LEVELS_MAX = 100;
export const LEVELS_DEFAULT = 10;
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

/** The same, and the position of which it is. */
export function bookOf(
  db: PostgresJsDatabase,
  instrumentId: string,
  levels: number,
): Promise<Depth & { readonly position: bigint }> {
  return db.transaction(
    async (moment) => {
      const [row] = await moment
        .select({ position: checkpoints.position })
        .from(checkpoints)
        .where(inForce('orders'));
      const depth = await levelsOf(moment, instrumentId, levels);
      return { ...depth, position: row?.position ?? -1n };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

async function levelsOf(
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
