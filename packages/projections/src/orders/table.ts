import { bigint, index, text, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Each order with what has become of it. */
export const orders = readModels.table(
  'orders',
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
    stopPrice: bigint({ mode: 'bigint' }),
    /** Most that the book shows at a time; null: everything. */
    displayQuantity: bigint({ mode: 'bigint' }),
    /** Last day of a GTD order. */
    expiresOn: text(),
    clientOrderId: text(),
    leaves: int8(),
    /** What the book shows of it; 0 for what is not displayed (`isDisplayed`), while a stop waits, and once it has ended. */
    shown: int8(),
    executed: int8(),
    /** Σ price × quantity of its executions: average price = notional / executed. */
    notional: sum(),
    /** What executions cost beyond their price; negative where rebates are more. */
    fees: sum(),
    /** RISK_APPROVED, PARTIALLY_EXECUTED, EXECUTED, CANCELLED, EXPIRED or REJECTED. */
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
  (columns) => [
    index('account').on(columns.accountId, columns.receivedAt.desc(), columns.orderId),
    // What has changed of an account, for those who follow it.
    index('changes').on(columns.accountId, columns.position, columns.orderId),
    // The book by price, best first from either end: depth and top of book.
    index('book')
      .on(columns.instrumentId, columns.side, columns.limitPrice)
      .where(sql`shown > 0`),
  ],
);

export type OrderRow = typeof orders.$inferSelect;
