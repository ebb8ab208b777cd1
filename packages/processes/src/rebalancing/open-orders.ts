import type { AccountId, CivilDate, CommandId, InstrumentId, OrderId } from '@bellwether/domain';
import type { Remembered } from '../runtime/process.ts';

/** An order of a plan that is to be placed, or was, and has not ended. */
export interface OpenPlanOrder {
  readonly accountId: AccountId;
  readonly planId: CommandId;
  readonly instrumentId: InstrumentId;
}

interface Ending {
  readonly accountId: AccountId;
  readonly planId: CommandId;
  readonly lastDay: CivilDate;
}

/** Plans that are not over: when each ends, and its orders. */
export class OpenPlans {
  readonly orders: Map<OrderId, OpenPlanOrder> = new Map();
  /** Plans that nobody has ended yet. */
  readonly endings: Map<CommandId, Ending> = new Map();

  /** These orders are placed. */
  send(
    { accountId, planId }: { readonly accountId: AccountId; readonly planId: CommandId },
    orders: readonly { readonly orderId: OrderId; readonly instrumentId: InstrumentId }[],
  ): void {
    for (const { orderId, instrumentId } of orders)
      this.orders.set(orderId, { accountId, planId, instrumentId });
  }

  /** Nothing more comes of a plan. */
  end(planId: CommandId): void {
    this.endings.delete(planId);
    // A map may lose what is looked at.
    for (const [orderId, order] of this.orders)
      if (order.planId === planId) this.orders.delete(orderId);
  }
}

/** What open plans are made of. */
export const OPEN_PLANS: Remembered<OpenPlans> = {
  RebalancingProposed: (plans, { accountId, planId, lastDay }) =>
    void plans.endings.set(planId, { accountId, planId, lastDay }),
  RebalancingApproved: (plans, data) => plans.send(data, data.orders),
  RebalancingBuysReleased: (plans, data) => plans.send(data, data.orders),
  RebalancingOrderRecorded(plans, { orderId, end }) {
    if (end !== undefined) plans.orders.delete(orderId);
  },
  // Its orders are open until each of them has ended.
  RebalancingCancelled: (plans, { planId }) => void plans.endings.delete(planId),
  RebalancingRejected: (plans, { planId }) => plans.end(planId),
  PortfolioRebalanced: (plans, { planId }) => plans.end(planId),
};
