import { text } from 'drizzle-orm/pg-core';
import { int8, sum } from '../columns.ts';
import { readModels } from '../schema.ts';

const define = (table: string) =>
  readModels.table(table, {
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
    /** Paid for executions beyond their price. */
    fees: sum(),
    openedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  });

/** Each account's money. */
export const accountsTable = define('accounts_v1');

/** The version in force. */
export const accounts = define('accounts');

export type AccountRow = typeof accounts.$inferSelect;
