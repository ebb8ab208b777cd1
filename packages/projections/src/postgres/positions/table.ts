import { index, text } from 'drizzle-orm/pg-core';
import { int8, name, sum } from '../columns.ts';
import { readModels } from '../schema.ts';

/** Each account's shares of each instrument. */
export const positions = readModels.table(
  'positions_v1',
  {
    /** `<account>/<instrument>` */
    positionId: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    quantity: int8(),
    /** Promised to open sell orders. */
    reserved: int8(),
    /** What the shares held now cost, at average cost; transferred shares come at no cost. */
    cost: sum(),
    /** Proceeds minus average cost of what was sold. */
    realised: sum(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (table) => [index('positions_v1_account').on(table.accountId)],
);

export type PositionRow = typeof positions.$inferSelect;
