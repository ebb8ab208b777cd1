import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** The instrument directory, with the last trade of each. */
export const instruments = readModels.table(
  'instruments',
  {
    instrumentId: text().primaryKey(),
    symbol: name(),
    tickSize: int8(),
    maxOrderQuantity: int8(),
    referencePrice: int8(),
    /** Every other term as it was listed and revised since. */
    terms: jsonb().$type<Readonly<Record<string, unknown>>>().notNull(),
    /** Phase of its book; null before the first. */
    phase: text(),
    /** Trades may happen within these prices only; 0: no bound. */
    lowerBand: int8(),
    upperBand: int8(),
    /** What accounts may still do in it; null: everything. */
    restriction: text(),
    /** ACTIVE, HALTED or DELISTED. */
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
  (columns) => [index('symbol').on(columns.symbol)],
);

export type InstrumentRow = typeof instruments.$inferSelect;
