import { boolean, date, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Every trade, with both sides. */
export const trades = readModels.table(
  'trades',
  {
    /** Partitions are months of it. */
    tradeDate: day(),
    tradeId: text().notNull(),
    instrumentId: name(),
    price: int8(),
    quantity: int8(),
    /** Cash that changed hands: price × quantity, times the multiplier of an option; of a future none. */
    principal: sum(),
    /** What each side paid beyond it; 0 where that side was another venue's quote. */
    buyFees: sum(),
    sellFees: sum(),
    /** When cash and shares change hands; null: at once. */
    settlementDate: date({ mode: 'string' }),
    /** Side of the order that came in. */
    aggressor: name(),
    /** Null where that side was another venue's quote. */
    buyOrderId: uuid(),
    buyAccountId: text(),
    sellOrderId: uuid(),
    sellAccountId: text(),
    /** Where it was executed; null: in our own book. */
    venue: text(),
    auction: boolean().notNull(),
    /** It never happened: taken back. */
    busted: boolean().notNull(),
    executedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
    /** Place of that fact among those of its batch. */
    batchIndex: integer().notNull(),
    /** Where the trade itself stands in the log, whatever became of it: commit position, and place in the batch. */
    executedPosition: int8(),
    executedIndex: integer().notNull(),
  },
  (columns) => {
    const { instrumentId, position, batchIndex } = columns;
    return [
      primaryKey({ columns: [columns.tradeId, columns.tradeDate] }),
      index('instrument').on(instrumentId, position.desc(), batchIndex.desc()),
      index('buyer').on(columns.buyAccountId, position.desc()),
      index('seller').on(columns.sellAccountId, position.desc()),
      index('buy_order').on(columns.buyOrderId),
      index('sell_order').on(columns.sellOrderId),
    ];
  },
);

export type TradeRow = typeof trades.$inferSelect;
