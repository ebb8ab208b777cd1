import { jsonb, text } from 'drizzle-orm/pg-core';
import { int8, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';
import type { CashHold } from './holds.ts';
import type { Proceeds } from './proceeds.ts';

/** Each account's money. */
export const accounts = readModels.table('accounts', {
  accountId: text().primaryKey(),
  /** CASH or MARGIN. */
  accountType: text().notNull(),
  /** In the trading ledger, reserved cash included. */
  cash: sum(),
  /** Held back for open orders. */
  reserved: sum(),
  /** Of the cash, what sales brought and has perhaps not arrived yet, by day; what is due by the market's day has. */
  proceeds: jsonb().$type<readonly Proceeds[]>().notNull(),
  /** Paid in, but not yet in the trading ledger. */
  arriving: sum(),
  /** Out of the trading ledger, but not yet paid out. */
  leaving: sum(),
  deposited: sum(),
  withdrawn: sum(),
  /** Paid for executions beyond their price. */
  fees: sum(),
  /** Earned by cash; below zero: paid for debts. */
  interest: sum(),
  /** Deposits that a bank may take back until the end of a day: they are not paid out until then. */
  holds: jsonb().$type<readonly CashHold[]>().notNull(),
  openedAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type AccountRow = typeof accounts.$inferSelect;
