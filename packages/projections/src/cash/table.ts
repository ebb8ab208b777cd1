import { index, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Payments between accounts and banks: what was announced or asked for, and what became of it. */
export const cashTransfers = readModels.table(
  'cash_transfers',
  {
    /** Command that began it; of deposits of before they had ids their place in the log. */
    transferId: text().primaryKey(),
    accountId: name(),
    /** DEPOSIT or WITHDRAWAL. */
    kind: name(),
    /** ANNOUNCED, RECEIVED, DECLINED or RETURNED; of a withdrawal REQUESTED, PAID, REFUSED or RETURNED. */
    status: name(),
    /** 1/10 000 USD. */
    amount: int8(),
    /** Last day on which the bank may take a deposit back. */
    heldUntil: text(),
    /** Why it was declined, refused or returned. */
    reason: text(),
    /** ns since 1970 UTC. */
    begunAt: int8(),
    changedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('account').on(columns.accountId, columns.position),
    index('status').on(columns.status, columns.position),
  ],
);

export type CashTransferRow = typeof cashTransfers.$inferSelect;
