import type { OrderFact } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import type { DataOf, FactContext } from '../../runtime/recorded-fact.ts';
import { ordersTable, type OrderRow } from './table.ts';

/** A fact that changes an order which is known. */
function changes<Data extends { readonly orderId: string }>(
  change: (row: OrderRow, data: Data) => Partial<OrderRow>,
): Reaction<OrderRow, Data> {
  return {
    keys: ({ orderId }) => [orderId],
    evolve: (row, data, { at, position }) =>
      row && { ...row, ...change(row, data), updatedAt: at, position },
  };
}

/** Orders by id, with their whole life folded into one row. */
export const ordersProjection: Projection = defineProjection<OrderRow>({
  name: 'orders',
  version: 1,
  tables: { postgres: ordersTable as never },
  key: 'orderId',
  on: {
    OrderAccepted: {
      keys: ({ orderId }) => [orderId],
      evolve: (_, data, context) => ({
        ...terms(data, context),
        leaves: data.quantity,
        status: 'RISK_APPROVED',
        validatedAt: data.validatedAt,
        approvedAt: data.approvedAt,
      }),
    },
    OrderRejected: {
      keys: ({ orderId }) => [orderId],
      evolve: (_, data, context) => ({
        ...terms(data, context),
        status: 'REJECTED',
        reason: data.code,
        message: data.message,
      }),
    },
    OrderCancelled: changes((_, { reason }) => ({ leaves: 0n, status: 'CANCELLED', reason })),
    OrderReplaced: changes((_, { quantity, leaves, limitPrice }) => ({
      quantity,
      leaves,
      limitPrice,
    })),
    TradeExecuted: {
      keys: ({ buyOrderId, sellOrderId }) => [buyOrderId, sellOrderId],
      evolve: (row, trade, { at, position }, key) =>
        row && { ...row, ...executed(row, trade, key), updatedAt: at, position },
    },
  },
  announce: (row) => ({ subject: `order.updated.${row.accountId}`, payload: row }),
});

type Placed = Extract<OrderFact, { type: 'OrderAccepted' | 'OrderRejected' }>['data'];

/** An order as it was placed, before anything came of it. */
function terms(placed: Placed, { at, position }: FactContext): OrderRow {
  const { orderId, accountId, instrumentId, side, type, timeInForce, quantity, limitPrice } =
    placed;
  return {
    orderId,
    accountId,
    instrumentId,
    side,
    type,
    timeInForce,
    quantity,
    limitPrice,
    leaves: 0n,
    executed: 0n,
    notional: 0n,
    status: 'PENDING',
    reason: null,
    message: null,
    receivedAt: at,
    validatedAt: 0n,
    approvedAt: 0n,
    updatedAt: at,
    position,
  };
}

function executed(
  row: OrderRow,
  trade: DataOf<'TradeExecuted'>,
  orderId: string,
): Partial<OrderRow> {
  const leaves = orderId === trade.buyOrderId ? trade.buyLeaves : trade.sellLeaves;
  return {
    leaves,
    executed: row.executed + trade.quantity,
    notional: row.notional + trade.price * trade.quantity,
    status: leaves === 0n ? 'EXECUTED' : 'PARTIALLY_EXECUTED',
  };
}
