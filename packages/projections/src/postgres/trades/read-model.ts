import { readModel, type AnyReadModel } from '../../runtime/read-model.ts';
import { trades, type TradeRow } from './table.ts';

/** Trades by id; a trade never changes. */
export const tradesReadModel: AnyReadModel = readModel<TradeRow>({
  name: 'trades',
  version: 1,
  table: trades as never,
  key: 'tradeId',
  keysOf: ({ fact }) => (fact.type === 'TradeExecuted' ? [fact.data.tradeId] : []),
  evolve: (row, { fact, at, position, index }) => {
    if (fact.type !== 'TradeExecuted') return row;
    const { tradeId, instrumentId, price, quantity, aggressor } = fact.data;
    const { buyOrderId, buyAccountId, sellOrderId, sellAccountId } = fact.data;
    return {
      tradeId,
      instrumentId,
      price,
      quantity,
      aggressor,
      buyOrderId,
      buyAccountId,
      sellOrderId,
      sellAccountId,
      executedAt: at,
      position,
      batchIndex: index,
    };
  },
  announce: (row) => ({ subject: `trade.executed.${row.instrumentId}`, payload: row }),
});
