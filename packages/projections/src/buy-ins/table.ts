import { index, text, uuid } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What was bought at the market for accounts that had not delivered, by order. */
export const buyIns = readModels.table(
  'buy_ins',
  {
    orderId: uuid().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    /** The run after which the shares were late. */
    runId: name(),
    buyInOn: day(),
    /** Since when the oldest of them were late. */
    failingSince: day(),
    /** SHORT or LONG: what was not delivered. */
    sale: name(),
    /** Whole shares to buy. */
    quantity: sum(),
    /** ORDERED, PLACED, REFUSED or MISSED. */
    status: name(),
    /** Why the order was refused. */
    refusal: text(),
    orderedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('position').on(columns.position)],
);

export type BuyInRow = typeof buyIns.$inferSelect;
