import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { rebalancingOrders, type RebalancingOrderRow } from './table.ts';

interface Sent {
  readonly orders: readonly { readonly orderId: string; readonly quantity: bigint }[];
}

/** Orders that are placed. */
const sent: Reaction<RebalancingOrderRow, Sent> = {
  keys: ({ orders }) => orders.map(({ orderId }) => orderId),
  evolve: (row, { orders }, { position }, key) =>
    row && {
      ...row,
      status: 'SENT',
      sent: orders.find(({ orderId }) => orderId === key)?.quantity ?? null,
      position,
    },
};

/** Orders of plans by their ids: which plan has asked for an order, and what became of it there. */
export const rebalancingOrdersProjection: Projection = defineProjection<RebalancingOrderRow>({
  name: 'rebalancing_orders',
  version: 1,
  tables: { postgres: rebalancingOrders },
  key: 'orderId',
  on: {
    RebalancingProposed: {
      creates: true,
      keys: ({ lines }) => lines.map(({ orderId }) => orderId),
      evolve(_, { planId, accountId, lines }, { position }, key) {
        const place = lines.findIndex(({ orderId }) => orderId === key);
        const { lots, estimatedGain, estimatedLongGain, ...line } = lines[place]!;
        return {
          ...line,
          planId,
          accountId,
          place,
          sent: null,
          estimatedGain: estimatedGain ?? null,
          estimatedLongGain: estimatedLongGain ?? null,
          lots: lots ?? null,
          executed: 0n,
          cash: 0n,
          status: 'PLANNED',
          code: null,
          position,
        };
      },
    },
    RebalancingApproved: sent,
    RebalancingBuysReleased: sent,
    RebalancingOrderRecorded: {
      keys: ({ orderId }) => [orderId],
      evolve: (row, { executed, cash, end, code }, { position }) =>
        row && {
          ...row,
          executed: row.executed + executed,
          cash: row.cash + cash,
          ...(row.status === 'SENT' && end !== undefined
            ? { status: end, code: code ?? null }
            : {}),
          position,
        },
    },
    PortfolioRebalanced: {
      keys: ({ orders }) =>
        orders.filter(({ end }) => end === 'NOT_SENT').map(({ orderId }) => orderId),
      evolve: (row, _, { position }) => row && { ...row, status: 'NOT_SENT', position },
    },
  },
});
