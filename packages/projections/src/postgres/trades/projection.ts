import { defineProjection, type Projection } from '../../runtime/projection.ts';
import { tradeDateOf } from '../../runtime/trade-date.ts';
import { tradesTable, type TradeRow } from './table.ts';

/** Trades by id; a trade never changes. */
export const tradesProjection: Projection = defineProjection<TradeRow>({
  name: 'trades',
  version: 1,
  grain: 'log',
  tables: { postgres: tradesTable as never },
  key: 'tradeId',
  on: {
    TradeExecuted: {
      keys: ({ tradeId }) => [tradeId],
      evolve: (_, trade, { at, position, index }) => ({
        tradeDate: tradeDateOf(at),
        tradeId: trade.tradeId,
        instrumentId: trade.instrumentId,
        price: trade.price,
        quantity: trade.quantity,
        aggressor: trade.aggressor,
        buyOrderId: trade.buyOrderId,
        buyAccountId: trade.buyAccountId,
        sellOrderId: trade.sellOrderId,
        sellAccountId: trade.sellAccountId,
        executedAt: at,
        position,
        batchIndex: index,
      }),
    },
  },
  announce: (row) => ({ subject: `trade.executed.${row.instrumentId}`, payload: row }),
});
