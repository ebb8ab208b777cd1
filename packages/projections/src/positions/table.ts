import { index, text } from 'drizzle-orm/pg-core';
import { int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Each account's position in each instrument. */
export const positions = readModels.table(
  'positions',
  {
    /** `<account>/<instrument>` */
    positionId: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    /** By trade date; below zero: sold short. */
    quantity: int8(),
    /** Open quantity of its sell orders, short sales among them. */
    reserved: int8(),
    /**
     * What the position cost with fees, at average cost; of a short one below zero: what its sales brought. Transferred
     * shares come at no cost; of a future, which no cash is paid for, there are only the fees.
     */
    cost: sum(),
    /** Profit of everything closed so far, net of fees: proceeds less average cost. */
    realised: sum(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId)],
);

export type PositionRow = typeof positions.$inferSelect;
