import { defineProjection, type Projection } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { count, PLACE, usd, uuid, word } from '../stores/clickhouse/columns.ts';

interface TapeRow extends FactContext {
  readonly key: string;
  readonly trade: DataOf<'TradeExecuted'>;
}

/** The tape of our own book: each trade once, as it was printed. */
export const tapeTable: Projection = defineProjection<TapeRow>({
  name: 'tape',
  version: 1,
  grain: 'log',
  key: 'key',
  on: {
    TradeExecuted: {
      creates: true,
      keys: ({ tradeId }) => [tradeId],
      evolve: (_, trade, context, key) => ({ ...context, key, trade }),
    },
  },
  tables: {
    clickHouse: {
      name: 'trades',
      comment: 'Each trade of our own book as it was printed; busts stand in order_events',
      retention: 'records',
      orderBy: ['instrument_id', 'at', 'position', 'batch_index'],
      columns: {
        ...PLACE,
        trade_id: { type: 'String', comment: 'Trade', value: ({ trade }) => trade.tradeId },
        instrument_id: word('Instrument', ({ trade }) => trade.instrumentId),
        price: usd('Price', ({ trade }) => trade.price),
        quantity: count('Shares or contracts', ({ trade }) => trade.quantity),
        aggressor: word('Side that came in', ({ trade }) => trade.aggressor),
        auction: {
          type: 'Bool',
          comment: 'Printed by an auction',
          value: ({ trade }) => trade.auction === true,
        },
        buy_order_id: uuid('Buying order', ({ trade }) => trade.buyOrderId),
        buy_account_id: word('Buying account', ({ trade }) => trade.buyAccountId),
        sell_order_id: uuid('Selling order', ({ trade }) => trade.sellOrderId),
        sell_account_id: word('Selling account', ({ trade }) => trade.sellAccountId),
      },
    },
  },
});
