import { jsonb, text } from 'drizzle-orm/pg-core';
import { int8, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';
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
  openedAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type AccountRow = typeof accounts.$inferSelect;
