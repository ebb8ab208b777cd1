import { index, text } from 'drizzle-orm/pg-core';
import { int8, name, sum } from '../columns.ts';
import { readModels } from '../schema.ts';

const define = (table: string) =>
  readModels.table(
    table,
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
    (columns) => [index(`${table}_account`).on(columns.accountId)],
  );

/** Each account's shares of each instrument. */
export const positionsTable = define('positions_v1');

/** The version in force. */
export const positions = define('positions');

export type PositionRow = typeof positions.$inferSelect;
