import { UUID_PATTERN } from '@bellwether/domain';
import { and, desc, eq, getTableColumns, gt, lt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { pageSize, parseCursor, toPage, type Page, type Paging } from '../read-model/page.ts';
import { hasStatus, statusNow } from './settled-status.ts';
import { orders, type OrderRow } from './table.ts';

/** An order's row, with what settlement makes of its status. */
const ORDER_NOW = { ...getTableColumns(orders), status: statusNow };

/** Which orders: those of an account for which each other condition holds. */
export interface OrderFilter extends Paging {
  readonly accountId: string;
  readonly instrumentId?: string | undefined;
  readonly status?: readonly string[] | undefined;
}

/** An order as it is now; undefined where there is none. */
export async function findOrder(
  db: PostgresJsDatabase,
  orderId: string,
): Promise<OrderRow | undefined> {
  const [row] = await db.select(ORDER_NOW).from(orders).where(eq(orders.orderId, orderId));
  return row;
}

/** Orders of an account, latest first. @throws BadCursorError */
export async function listOrders(
  db: PostgresJsDatabase,
  { accountId, instrumentId, status, first, after }: OrderFilter,
): Promise<Page<OrderRow>> {
  const size = pageSize(first);
  const rows = await db
    .select(ORDER_NOW)
    .from(orders)
    .where(
      and(
        eq(orders.accountId, accountId),
        instrumentId === undefined ? undefined : eq(orders.instrumentId, instrumentId),
        status === undefined ? undefined : hasStatus(status),
        after === undefined ? undefined : before(after),
      ),
    )
    .orderBy(desc(orders.receivedAt), orders.orderId)
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.receivedAt}.${row.orderId}`);
}

function before(cursor: string): SQL | undefined {
  const { first: receivedAt, rest: orderId } = parseCursor(cursor, new RegExp(UUID_PATTERN));
  return or(
    lt(orders.receivedAt, receivedAt),
    and(eq(orders.receivedAt, receivedAt), gt(orders.orderId, orderId)),
  );
}
