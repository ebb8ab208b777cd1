import { planEnd } from '@bellwether/domain';
import { defineProcess, type ProcessManager } from '../runtime/process.ts';
import { OPEN_PLANS, OpenPlans } from './open-orders.ts';
import {
  cancelOrders,
  concernsPlans,
  placeOrders,
  tellOfCancel,
  tellOfExecution,
  tellOfRefusal,
  tellOfTrade,
} from './plan-orders.ts';

/**
 * Carries plans out: places the orders that a plan names, each under the id that the plan has given it, and tells the plan what
 * becomes of them, so that it can release its purchases and end. An order that has ended is not placed again, whatever the
 * trading partition still remembers of it.
 */
export const rebalancing: ProcessManager = defineProcess({
  name: 'rebalancing',
  description: 'Sends the orders of approved plans, and tells the plans what became of them',
  sends: [
    'PlaceOrder',
    'CancelOrder',
    'RecordRebalancingOrder',
    'AdvanceRebalancing',
    'ExpireRebalancing',
  ],
  memory: {
    open: () => new OpenPlans(),
    takes: OPEN_PLANS,
    isIdle: ({ orders }) => orders.size === 0,
    concerns: (plans, { fact }) => concernsPlans(plans, fact),
  },
  on: {
    RebalancingApproved: (data, _, plans) => placeOrders(data, plans),
    RebalancingBuysReleased: (data, _, plans) => placeOrders(data, plans),
    RebalancingCancelled: (data, _, plans) => cancelOrders(data, plans),
    // A plan without open orders goes on; where others are open this comes to nothing.
    RebalancingOrderRecorded: ({ accountId, planId, end }) =>
      end === undefined
        ? []
        : [{ command: { type: 'AdvanceRebalancing', data: { accountId, planId } } }],
    TradeExecuted: (trade, _, plans) => tellOfTrade(plans, trade),
    OrderExecuted: (data, _, plans) => tellOfExecution(plans, data),
    OrderCancelled: (data, _, plans) => tellOfCancel(plans, data),
  },
  refused: tellOfRefusal,
  at: (now, { endings }) =>
    [...endings.values()]
      .filter(({ lastDay }) => planEnd(lastDay) <= now)
      .map(({ accountId, planId }) => ({
        name: `expire/${planId}`,
        command: { type: 'ExpireRebalancing', data: { accountId, planId } },
      })),
});
