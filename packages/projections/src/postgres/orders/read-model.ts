import type { OrderFact } from '@bellwether/domain';
import { readModel, type AnyReadModel } from '../../runtime/read-model.ts';
import type { RecordedFact } from '../../runtime/recorded-fact.ts';
import { orders, type OrderRow } from './table.ts';

/** Orders by id, with their whole life folded into one row. */
export const ordersReadModel: AnyReadModel = readModel<OrderRow>({
  name: 'orders',
  version: 1,
  table: orders as never,
  key: 'orderId',
  keysOf: ({ fact }) => {
    switch (fact.type) {
      case 'OrderAccepted':
      case 'OrderRejected':
      case 'OrderCancelled':
      case 'OrderReplaced':
      case 'OrderDecremented':
      case 'OrderExecuted':
        return [fact.data.orderId];
      case 'TradeExecuted':
        return [fact.data.buyOrderId, fact.data.sellOrderId];
      default:
        return [];
    }
  },
  evolve: (row, recorded, key) => {
    const { fact } = recorded;
    if (fact.type === 'OrderAccepted' || fact.type === 'OrderRejected')
      return placed(fact, recorded);
    if (row === undefined) return undefined;
    const changed = { ...row, updatedAt: recorded.at, position: recorded.position };
    switch (fact.type) {
      case 'TradeExecuted':
        return executed(changed, fact.data, leavesOf(fact.data, key));
      case 'OrderExecuted':
        return executed(changed, fact.data, fact.data.leaves);
      case 'OrderDecremented': {
        const { quantity, leaves } = fact.data;
        return { ...changed, quantity: row.quantity - quantity, leaves };
      }
      case 'OrderCancelled':
        return { ...changed, leaves: 0n, status: 'CANCELLED', reason: fact.data.reason };
      case 'OrderReplaced': {
        const { quantity, leaves, limitPrice } = fact.data;
        return { ...changed, quantity, leaves, limitPrice };
      }
      default:
        return row;
    }
  },
  announce: (row) => ({ subject: `order.updated.${row.accountId}`, payload: row }),
});

type Placed = Extract<OrderFact, { type: 'OrderAccepted' | 'OrderRejected' }>;

function placed(fact: Placed, { at, position }: RecordedFact): OrderRow {
  const { orderId, accountId, instrumentId, side, type, timeInForce, quantity, limitPrice } =
    fact.data;
  const accepted = fact.type === 'OrderAccepted';
  return {
    orderId,
    accountId,
    instrumentId,
    side,
    type,
    timeInForce,
    quantity,
    limitPrice,
    leaves: accepted ? quantity : 0n,
    executed: 0n,
    notional: 0n,
    status: accepted ? 'RISK_APPROVED' : 'REJECTED',
    reason: accepted ? null : fact.data.code,
    message: accepted ? null : fact.data.message,
    receivedAt: at,
    validatedAt: accepted ? fact.data.validatedAt : 0n,
    approvedAt: accepted ? fact.data.approvedAt : 0n,
    updatedAt: at,
    position,
  };
}

type Trade = Extract<OrderFact, { type: 'TradeExecuted' }>['data'];

function leavesOf(trade: Trade, orderId: string): bigint {
  return orderId === trade.buyOrderId ? trade.buyLeaves : trade.sellLeaves;
}

function executed(
  row: OrderRow,
  { price, quantity }: { readonly price: bigint; readonly quantity: bigint },
  leaves: bigint,
): OrderRow {
  return {
    ...row,
    leaves,
    executed: row.executed + quantity,
    notional: row.notional + price * quantity,
    status: leaves === 0n ? 'EXECUTED' : 'PARTIALLY_EXECUTED',
  };
}
