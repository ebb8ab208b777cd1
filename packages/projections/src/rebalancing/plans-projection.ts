import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { FactContext } from '../runtime/recorded-fact.ts';
import { rebalancingPlans, type RebalancingPlanRow } from './table.ts';

/** A fact that changes a plan which is known. */
function changes<Data extends { readonly planId: string }>(
  change: (
    row: RebalancingPlanRow,
    data: Data,
    context: FactContext,
  ) => Partial<RebalancingPlanRow>,
): Reaction<RebalancingPlanRow, Data> {
  return {
    keys: ({ planId }) => [planId],
    evolve: (row, data, context) =>
      row && { ...row, ...change(row, data, context), position: context.position },
  };
}

/** How a plan is called once its last order has ended. */
const ENDED: Readonly<Record<string, string>> = {
  CANCELLING: 'CANCELLED',
  EXPIRING: 'EXPIRED',
};

/** Plans by their ids. */
export const rebalancingPlansProjection: Projection = defineProjection<RebalancingPlanRow>({
  name: 'rebalancing_plans',
  version: 1,
  tables: { postgres: rebalancingPlans },
  key: 'planId',
  on: {
    RebalancingProposed: {
      creates: true,
      keys: ({ planId }) => [planId],
      evolve: (_, { lines, ...data }, { at: proposedAt, position }) => ({
        planId: data.planId,
        accountId: data.accountId,
        modelId: data.modelId ?? null,
        modelVersion: data.modelVersion ?? null,
        status: 'PROPOSED',
        reason: null,
        proposer: data.proposer,
        approver: null,
        inputsPosition: data.inputsPosition,
        lastDay: formatDate(data.lastDay),
        orders: lines.length,
        equity: data.equity,
        cash: data.cash,
        buffer: data.buffer,
        untradedDrift: data.untradedDrift,
        driftBefore: null,
        driftAfter: null,
        leftValue: null,
        proposedAt,
        approvedAt: null,
        endedAt: null,
        position,
      }),
    },
    RebalancingApproved: changes((_, { approver }, { at: approvedAt }) => ({
      status: 'TRADING',
      approver,
      approvedAt,
    })),
    RebalancingRejected: changes((_, { reason }, { at: endedAt }) => ({
      status: 'REJECTED',
      reason,
      endedAt,
    })),
    RebalancingCancelled: changes(({ status }, { reason, expired = false }, { at: endedAt }) =>
      status === 'PROPOSED'
        ? { status: expired ? 'EXPIRED' : 'CANCELLED', reason, endedAt }
        : { status: expired ? 'EXPIRING' : 'CANCELLING', reason },
    ),
    PortfolioRebalanced: changes(
      ({ status }, { driftBefore, driftAfter, left: leftValue }, { at: endedAt }) => ({
        status: ENDED[status] ?? 'DONE',
        driftBefore,
        driftAfter,
        leftValue,
        endedAt,
      }),
    ),
  },
});
