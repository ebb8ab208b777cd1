import { feeTotal, principalOf } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { cashFlows, tradeBusts, type CashFlowRow, type TradeBustRow } from './table.ts';

interface Paid {
  readonly accountId: string;
  readonly amount: bigint;
}

function flow(kind: 'DEPOSIT' | 'WITHDRAWAL'): Reaction<CashFlowRow, Paid> {
  return {
    creates: true,
    keys: (_, { position, index }) => [`${position}.${index}`],
    evolve: (_, { accountId, amount: paid }, { at, position }, flowId) => {
      const amount = kind === 'DEPOSIT' ? paid : -paid;
      return { flowId, accountId, day: tradeDateOf(at), amount, kind, at, position };
    },
  };
}

/** Cash from outside and back: what a return must not count. */
export const cashFlowsProjection: Projection = defineProjection<CashFlowRow>({
  name: 'cash_flows',
  version: 1,
  tables: { postgres: cashFlows },
  key: 'flowId',
  on: { CashDeposited: flow('DEPOSIT'), CashWithdrawn: flow('WITHDRAWAL') },
});

/** Trades that were taken back. */
export const tradeBustsProjection: Projection = defineProjection<TradeBustRow>({
  name: 'trade_busts',
  version: 1,
  tables: { postgres: tradeBusts },
  key: 'tradeId',
  on: {
    TradeBusted: {
      creates: true,
      keys: ({ tradeId }) => [tradeId],
      evolve: (_, trade, { at, position }) => {
        const { tradeId, instrumentId, buyAccountId, sellAccountId, quantity, price } = trade;
        return {
          tradeId,
          instrumentId,
          buyAccountId,
          sellAccountId,
          quantity,
          price,
          principal: principalOf(trade),
          buyFees: feeTotal(trade.buyFees),
          sellFees: feeTotal(trade.sellFees),
          day: tradeDateOf(at),
          at,
          position,
        };
      },
    },
  },
});
