import { formatDate, isDisplayed, max } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf } from '../runtime/recorded-fact.ts';
import { executed, placed, restored, shownOf, traded } from './fold.ts';
import { orders, type OrderRow } from './table.ts';

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

type Replaced = DataOf<'OrderReplaced'>;

/** Only a GTD order has a last day. */
function lastDay(row: OrderRow, { timeInForce, expiresOn }: Replaced): string | null {
  if ((timeInForce ?? row.timeInForce) !== 'GTD') return null;
  return expiresOn === undefined ? row.expiresOn : formatDate(expiresOn);
}

/** What is taken off in place comes off the reserve first, a split changes all alike, and what is hidden stays hidden. */
function shownAfter(row: OrderRow, data: Replaced): bigint {
  if (row.shown === 0n) return 0n;
  const display = data.displayQuantity ?? row.displayQuantity;
  if (data.restated === true && display !== null)
    return max((row.shown * data.leaves) / data.previousLeaves, 1n);
  return data.priorityKept && data.restated !== true
    ? shownOf(row.shown, data.leaves)
    : shownOf(data.leaves, display);
}

/** Orders by id, with their whole life folded into one row. */
export const ordersProjection: Projection = defineProjection<OrderRow>({
  name: 'orders',
  version: 2,
  tables: { postgres: orders },
  key: 'orderId',
  on: {
    OrderAccepted: {
      creates: true,
      keys: ({ orderId }) => [orderId],
      evolve: (_, data, context) => ({
        ...placed(data, context),
        leaves: data.quantity,
        shown: isDisplayed(data.type, data.timeInForce)
          ? shownOf(data.quantity, data.displayQuantity)
          : 0n,
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
      // A split counts what was executed in new shares, too.
      executed: data.restated === true ? data.quantity - data.leaves : row.executed,
      limitPrice: data.limitPrice,
      timeInForce: data.timeInForce ?? row.timeInForce,
      stopPrice: data.stopPrice ?? row.stopPrice,
      displayQuantity: data.displayQuantity ?? row.displayQuantity,
      expiresOn: lastDay(row, data),
      clientOrderId: data.clientOrderId ?? row.clientOrderId,
      shown: shownAfter(row, data),
    })),
    OrderDecremented: changes((row, { quantity, leaves }) => ({
      quantity: row.quantity - quantity,
      leaves,
      shown: shownOf(row.shown, leaves),
    })),
    OrderTriggered: changes((row) => ({ shown: shownOf(row.leaves, row.displayQuantity) })),
    OrderRefreshed: changes((row) => ({ shown: shownOf(row.leaves, row.displayQuantity) })),
    OrderExecuted: changes((row, data) => ({
      ...executed(row, data, data.leaves, data.fees, false),
      // Where it stands, a venue's quote takes all that it wants at once: the reserve first, and then what is shown.
      ...(data.liquidity === 'MAKER' ? { shown: shownOf(row.shown, data.leaves) } : {}),
    })),
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
