import { text } from 'drizzle-orm/pg-core';
import { int8, sum } from '../columns.ts';
import { readModels } from '../schema.ts';

/** Each account's money. */
export const accounts = readModels.table('accounts_v1', {
  accountId: text().primaryKey(),
  /** In the trading ledger, reserved cash included. */
  cash: sum(),
  /** Held back for open buy orders. */
  reserved: sum(),
  /** Paid in, but not yet in the trading ledger. */
  arriving: sum(),
  /** Out of the trading ledger, but not yet paid out. */
  leaving: sum(),
  deposited: sum(),
  withdrawn: sum(),
  openedAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type AccountRow = typeof accounts.$inferSelect;
