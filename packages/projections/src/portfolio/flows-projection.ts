import { feeTotal, principalOf, type FlowKind } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { cashFlows, tradeBusts, type CashFlowRow, type TradeBustRow } from './table.ts';

interface Paid {
  readonly accountId: string;
  readonly amount: bigint;
}

/** @param sign -1: it left the account. */
function flow(kind: FlowKind, sign: 1n | -1n): Reaction<CashFlowRow, Paid> {
  return {
    creates: true,
    keys: (_, { position, index }) => [`${position}.${index}`],
    evolve: (_, { accountId, amount }, { at, position }, flowId) => ({
      flowId,
      accountId,
      day: tradeDateOf(at),
      amount: sign * amount,
      kind,
      at,
      position,
    }),
  };
}

/** Cash that no trade and no issuer moved. A return does not count it, but for interest, which is earned. */
export const cashFlowsProjection: Projection = defineProjection<CashFlowRow>({
  name: 'cash_flows',
  version: 2,
  tables: { postgres: cashFlows },
  key: 'flowId',
  on: {
    CashDeposited: flow('DEPOSIT', 1n),
    CashWithdrawn: flow('WITHDRAWAL', -1n),
    DepositReturned: flow('DEPOSIT_RETURNED', -1n),
    WithdrawalReturned: flow('WITHDRAWAL_RETURNED', 1n),
    InterestPosted: flow('INTEREST', 1n),
  },
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
