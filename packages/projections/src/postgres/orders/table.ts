import { index, text, uuid } from 'drizzle-orm/pg-core';
import { int8, name, sum } from '../columns.ts';
import { readModels } from '../schema.ts';

/** Each order with what has become of it. */
export const orders = readModels.table(
  'orders_v1',
  {
    orderId: uuid().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    side: name(),
    type: name(),
    timeInForce: name(),
    quantity: int8(),
    /** Of a market order the collar; 0 where a rejected market order had none. */
    limitPrice: int8(),
    leaves: int8(),
    executed: int8(),
    /** Σ price × quantity of its executions: average price = notional / executed. */
    notional: sum(),
    /** RISK_APPROVED, PARTIALLY_EXECUTED, EXECUTED, CANCELLED or REJECTED. */
    status: name(),
    /** Why it was cancelled or rejected. */
    reason: text(),
    message: text(),
    receivedAt: int8(),
    validatedAt: int8(),
    approvedAt: int8(),
    updatedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (table) => [
    index('orders_v1_account').on(table.accountId, table.receivedAt.desc(), table.orderId),
    index('orders_v1_instrument').on(table.instrumentId, table.receivedAt.desc(), table.orderId),
  ],
);

export type OrderRow = typeof orders.$inferSelect;
