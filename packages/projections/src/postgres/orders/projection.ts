import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import { executed, placed, restored, shownOf, traded } from './fold.ts';
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

const both = (data: { readonly buyOrderId: string; readonly sellOrderId: string }) => [
  data.buyOrderId,
  data.sellOrderId,
];

/** Orders by id, with their whole life folded into one row. */
export const ordersProjection: Projection = defineProjection<OrderRow>({
  name: 'orders',
  version: 1,
  tables: { postgres: ordersTable as never },
  key: 'orderId',
  on: {
    OrderAccepted: {
      creates: true,
      keys: ({ orderId }) => [orderId],
      evolve: (_, data, context) => ({
        ...placed(data, context),
        leaves: data.quantity,
        // A stop is not in the book before it is triggered.
        shown: data.stopPrice === undefined ? shownOf(data.quantity, data.displayQuantity) : 0n,
        status: 'RISK_APPROVED',
        validatedAt: data.validatedAt,
        approvedAt: data.approvedAt,
      }),
    },
    OrderRejected: {
      creates: true,
      keys: ({ orderId }) => [orderId],
      evolve: (_, data, context) => ({
        ...placed(data, context),
        status: 'REJECTED',
        reason: data.code,
        message: data.message,
      }),
    },
    OrderCancelled: changes((_, { reason }) => ({
      leaves: 0n,
      shown: 0n,
      status: reason === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED',
      reason,
    })),
    OrderReplaced: changes((row, data) => ({
      quantity: data.quantity,
      leaves: data.leaves,
      limitPrice: data.limitPrice,
      timeInForce: data.timeInForce ?? row.timeInForce,
      stopPrice: data.stopPrice ?? row.stopPrice,
      displayQuantity: data.displayQuantity ?? row.displayQuantity,
      expiresOn: data.expiresOn === undefined ? row.expiresOn : formatDate(data.expiresOn),
      clientOrderId: data.clientOrderId ?? row.clientOrderId,
      // What is taken off in place comes off the reserve first; a stop that waits stays hidden.
      shown: data.priorityKept
        ? shownOf(row.shown, data.leaves)
        : row.shown === 0n
          ? 0n
          : shownOf(data.leaves, data.displayQuantity ?? row.displayQuantity),
    })),
    OrderDecremented: changes((row, { quantity, leaves }) => ({
      quantity: row.quantity - quantity,
      leaves,
      shown: shownOf(row.shown, leaves),
    })),
    OrderTriggered: changes((row) => ({ shown: shownOf(row.leaves, row.displayQuantity) })),
    OrderRefreshed: changes((row) => ({ shown: shownOf(row.leaves, row.displayQuantity) })),
    OrderExecuted: changes((row, data) =>
      executed(row, data, data.leaves, data.fees, data.liquidity === 'MAKER'),
    ),
    TradeExecuted: {
      keys: both,
      evolve: (row, trade, { at, position }, key) =>
        row && { ...row, ...traded(row, trade, key), updatedAt: at, position },
    },
    TradeBusted: {
      keys: both,
      evolve: (row, trade, { at, position }, key) =>
        row && { ...row, ...restored(row, trade, key), updatedAt: at, position },
    },
  },
  announce: (row) => ({ subject: `order.updated.${row.accountId}`, payload: row }),
});
