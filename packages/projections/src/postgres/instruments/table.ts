import { index, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../columns.ts';
import { readModels } from '../schema.ts';

/** The instrument directory, with the last trade of each. */
export const instruments = readModels.table(
  'instruments_v1',
  {
    instrumentId: text().primaryKey(),
    symbol: name(),
    tickSize: int8(),
    maxOrderQuantity: int8(),
    referencePrice: int8(),
    /** ACTIVE or HALTED. */
    status: name(),
    /** 0 before the first trade. */
    lastPrice: int8(),
    lastQuantity: int8(),
    lastTradeAt: int8(),
    volume: int8(),
    trades: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (table) => [index('instruments_v1_symbol').on(table.symbol)],
);

export type InstrumentRow = typeof instruments.$inferSelect;
