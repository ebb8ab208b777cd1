import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Margin calls: what was missing, until when, and what became of it. 1/10 000 USD. */
export const marginCalls = readModels.table(
  'margin_calls',
  {
    callId: uuid().primaryKey(),
    accountId: name(),
    /** HOUSE or FUTURES. */
    kind: name(),
    /** OPEN, LIQUIDATING, MET or LIQUIDATED. */
    status: name(),
    amount: sum(),
    equity: sum(),
    maintenance: sum(),
    issuedOn: day(),
    dueOn: day(),
    /** Day on which nothing was missing any more. */
    endedOn: text(),
    /** Attempts to liquidate, and orders that were sent for it. */
    rounds: integer().notNull(),
    orders: integer().notNull(),
    issuedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('account').on(columns.accountId, columns.position),
    index('status').on(columns.status, columns.position),
  ],
);

export type MarginCallRow = typeof marginCalls.$inferSelect;
