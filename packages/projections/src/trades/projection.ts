import { bookSideOf, feeTotal, formatDate, principalOf, type CivilDate } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import type { FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { trades, type TradeRow } from './table.ts';

interface Executed {
  readonly tradeId: string;
  readonly instrumentId: string;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly principal?: bigint;
  readonly settlementDate?: CivilDate;
}

const named = ({ tradeId }: { readonly tradeId: string }): readonly string[] => [tradeId];

/** Trades by id, in our book and against quotes of other venues. */
export const tradesProjection: Projection = defineProjection<TradeRow>({
  name: 'trades',
  version: 3,
  tables: { postgres: trades },
  key: 'tradeId',
  on: {
    TradeExecuted: {
      creates: true,
      keys: named,
      evolve: (_, trade, context) => ({
        ...terms(trade, context),
        buyFees: feeTotal(trade.buyFees),
        sellFees: feeTotal(trade.sellFees),
        aggressor: trade.aggressor,
        buyOrderId: trade.buyOrderId,
        buyAccountId: trade.buyAccountId,
        sellOrderId: trade.sellOrderId,
        sellAccountId: trade.sellAccountId,
        auction: trade.auction === true,
      }),
    },
    OrderExecuted: {
      creates: true,
      keys: named,
      evolve: (_, { side, orderId, accountId, venue, fees, ...trade }, context) => ({
        ...terms(trade, context),
        aggressor: bookSideOf(side),
        venue,
        ...(bookSideOf(side) === 'BUY'
          ? { buyOrderId: orderId, buyAccountId: accountId, buyFees: feeTotal(fees) }
          : { sellOrderId: orderId, sellAccountId: accountId, sellFees: feeTotal(fees) }),
      }),
    },
    TradeBusted: {
      keys: named,
      evolve: (row, _, { position, index }) =>
        row && { ...row, busted: true, position, batchIndex: index },
    },
  },
  announce: (row) => ({ subject: `trade.executed.${row.instrumentId}`, payload: row }),
});

function terms(trade: Executed, { at, position, index }: FactContext): TradeRow {
  const { tradeId, instrumentId, price, quantity, settlementDate } = trade;
  return {
    tradeDate: tradeDateOf(at),
    tradeId,
    instrumentId,
    price,
    quantity,
    principal: principalOf(trade),
    buyFees: 0n,
    sellFees: 0n,
    settlementDate: settlementDate === undefined ? null : formatDate(settlementDate),
    aggressor: '',
    buyOrderId: null,
    buyAccountId: null,
    sellOrderId: null,
    sellAccountId: null,
    venue: null,
    auction: false,
    busted: false,
    executedAt: at,
    position,
    batchIndex: index,
    executedPosition: position,
    executedIndex: index,
  };
}
