import { index, integer, text } from 'drizzle-orm/pg-core';
import { id, int8, name } from '../columns.ts';
import { readModels } from '../schema.ts';

/** Every trade, with both sides. */
export const trades = readModels.table(
  'trades_v1',
  {
    tradeId: text().primaryKey(),
    instrumentId: name(),
    price: int8(),
    quantity: int8(),
    /** Side of the order that came in. */
    aggressor: name(),
    buyOrderId: id(),
    buyAccountId: name(),
    sellOrderId: id(),
    sellAccountId: name(),
    executedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
    /** Place among the facts of its batch. */
    batchIndex: integer().notNull(),
  },
  (table) => [
    index('trades_v1_instrument').on(
      table.instrumentId,
      table.position.desc(),
      table.batchIndex.desc(),
    ),
    index('trades_v1_buyer').on(table.buyAccountId, table.position.desc()),
    index('trades_v1_seller').on(table.sellAccountId, table.position.desc()),
    index('trades_v1_buy_order').on(table.buyOrderId),
    index('trades_v1_sell_order').on(table.sellOrderId),
  ],
);

export type TradeRow = typeof trades.$inferSelect;
