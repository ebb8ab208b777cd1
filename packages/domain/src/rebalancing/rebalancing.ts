import { personOf } from '../authorisation/person.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { AccountId, CommandId, OrderId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { addDays, formatDate, type CivilDate } from '../time/civil-date.ts';
import { instantOf, newYorkTime, type Instant } from '../time/new-york.ts';
import { checkPlan } from './check-plan.ts';
import { checkTargets } from './check-terms.ts';
import { REBALANCING_COMMANDS, type RebalancingCommand } from './commands.ts';
import { REBALANCING_FACTS, type RebalancingFact } from './facts.ts';
import {
  affordable,
  firstOrders,
  hasUnsentBuys,
  isOpen,
  proposedPlan,
  rebalanced,
  withRecorded,
  withSent,
  type OpenPlan,
} from './open-plan.ts';

const REBALANCING_CATEGORY = 'rebalancing';

/** Name of the stream of an account's targets and plans. */
export function rebalancingStream(accountId: AccountId): string {
  return `${REBALANCING_CATEGORY}-${accountId}`;
}

/** Whether an account has targets, and its plan that is not over: one at most, since two would sell the same shares. */
export interface RebalancingState {
  readonly hasTargets: boolean;
  readonly plan?: OpenPlan | undefined;
}

/** A command with its id, when it came in, who gave it and, of a plan, the ids that its orders get. */
export type RebalancingDecision = {
  readonly commandId: CommandId;
  readonly at: Instant;
  /** Who gave it; `alone`: they may do what takes two. */
  readonly by?: { readonly name: string; readonly alone: boolean };
  readonly orderIds?: readonly OrderId[];
} & RebalancingCommand;

type Decided = Decision<RebalancingFact>;
type Of<T extends RebalancingCommand['type']> = Extract<RebalancingDecision, { readonly type: T }>;

/** The plan is over from midnight in New York after its last day. */
export function planEnd(lastDay: CivilDate): Instant {
  return instantOf(addDays(lastDay, 1), 0n);
}

function decide(state: RebalancingState, command: RebalancingDecision): Decided {
  switch (command.type) {
    case 'SetRebalancing': {
      const { modelId, ownTargets } = command.data;
      if (modelId !== undefined && ownTargets !== undefined)
        return no('INVALID_TARGETS', 'an account follows a model or has targets of its own');
      const wrong = ownTargets && checkTargets(ownTargets);
      return wrong === undefined
        ? accept({ type: 'RebalancingSet', data: command.data })
        : refuse(wrong);
    }
    case 'ProposeRebalancing':
      return propose(state, command);
    case 'ApproveRebalancing':
      return approve(state, command);
    case 'RejectRebalancing': {
      const { plan } = state;
      if (plan?.terms.planId !== command.data.planId) return unknown(command.data.planId);
      if (plan.status !== 'proposed') return no('NOTHING_TO_CHANGE', 'the plan is approved');
      return accept({ type: 'RebalancingRejected', data: command.data });
    }
    case 'CancelRebalancing':
    case 'ExpireRebalancing':
      return end(state, command);
    case 'RecordRebalancingOrder':
      return record(state, command);
    case 'AdvanceRebalancing':
      return advance(state, command);
  }
}

function propose(state: RebalancingState, command: Of<'ProposeRebalancing'>): Decided {
  const { data, commandId: planId, at, by, orderIds = [] } = command;
  if (!state.hasTargets) return no('NO_TARGETS', 'the account has no targets');
  if (state.plan !== undefined)
    return no('REBALANCING_UNDER_WAY', `plan ${state.plan.terms.planId} is not over`);
  const wrong = checkPlan(data, newYorkTime(at).date);
  if (wrong !== undefined) return refuse(wrong);
  const lines = data.lines.map((line, n) => ({ ...line, orderId: orderIds[n] as OrderId }));
  const proposer = by?.name ?? '';
  return accept({ type: 'RebalancingProposed', data: { ...data, planId, proposer, lines } });
}

function approve({ plan }: RebalancingState, { data, by, at }: Of<'ApproveRebalancing'>): Decided {
  const { accountId, planId } = data;
  if (plan?.terms.planId !== planId) return unknown(planId);
  if (plan.status !== 'proposed') return no('NOTHING_TO_CHANGE', 'the plan is approved already');
  const { proposer, lastDay } = plan.terms;
  if (by === undefined || (personOf(by.name) === personOf(proposer) && !by.alone))
    return no('SECOND_PERSON_REQUIRED', 'who proposed a plan cannot agree: it takes somebody else');
  if (at >= planEnd(lastDay))
    return no('INVALID_REBALANCING', `the last day, ${formatDate(lastDay)}, is over`);
  const orders = [...firstOrders(plan)];
  return accept({
    type: 'RebalancingApproved',
    data: { accountId, planId, approver: by.name, expiresOn: lastDay, orders },
  });
}

function end(
  { plan }: RebalancingState,
  command: Of<'CancelRebalancing' | 'ExpireRebalancing'>,
): Decided {
  const { accountId, planId } = command.data;
  if (plan?.terms.planId !== planId) return unknown(planId);
  const expired = command.type === 'ExpireRebalancing';
  if (expired && command.at < planEnd(plan.terms.lastDay))
    return no('NOT_YET', `the last day is ${formatDate(plan.terms.lastDay)}`);
  if (plan.status === 'ending') return no('NOTHING_TO_CHANGE', 'the plan is ending already');
  const open = [...plan.orders.values()]
    .filter(isOpen)
    .map(({ line: { orderId, instrumentId } }) => ({ orderId, instrumentId }));
  const reason =
    command.type === 'CancelRebalancing' ? command.data.reason : 'its last day is over';
  const data = { accountId, planId, reason, ...(expired ? { expired } : {}), open };
  return accept({ type: 'RebalancingCancelled', data });
}

/** What is told of a plan that is over changes nothing any more. */
function record(state: RebalancingState, { data }: Of<'RecordRebalancingOrder'>): Decided {
  const { plan } = state;
  const order = plan?.terms.planId === data.planId ? plan.orders.get(data.orderId) : undefined;
  if (plan === undefined || order === undefined) return accept();
  if (order.end !== undefined && data.executed === 0n) return accept();
  return accept({ type: 'RebalancingOrderRecorded', data });
}

/** A step of its own, so that each command leaves one fact. */
function advance({ plan }: RebalancingState, { data }: Of<'AdvanceRebalancing'>): Decided {
  if (plan?.terms.planId !== data.planId || plan.status === 'proposed') return accept();
  if ([...plan.orders.values()].some(isOpen)) return accept();
  const { accountId, planId, lastDay: expiresOn } = plan.terms;
  const orders = hasUnsentBuys(plan) ? [...affordable(plan)] : [];
  return orders.length > 0
    ? accept({ type: 'RebalancingBuysReleased', data: { accountId, planId, expiresOn, orders } })
    : accept({ type: 'PortfolioRebalanced', data: rebalanced(plan) });
}

function no(code: RejectCode, message: string): Decided {
  return refuse(reject(code, message));
}

const unknown = (planId: CommandId): Decided =>
  no('UNKNOWN_REBALANCING', `no plan ${planId} of the account is open`);

function evolve(state: RebalancingState, fact: RebalancingFact): RebalancingState {
  const { hasTargets, plan } = state;
  if (fact.type === 'RebalancingSet') {
    const { modelId, ownTargets } = fact.data;
    return { ...state, hasTargets: modelId !== undefined || ownTargets !== undefined };
  }
  if (fact.type === 'RebalancingProposed') return { hasTargets, plan: proposedPlan(fact.data) };
  if (plan === undefined) return state;
  switch (fact.type) {
    case 'RebalancingApproved':
    case 'RebalancingBuysReleased':
      return { hasTargets, plan: withSent(plan, fact.data.orders) };
    case 'RebalancingOrderRecorded':
      return { hasTargets, plan: withRecorded(plan, fact.data) };
    case 'RebalancingCancelled':
      return plan.status === 'proposed'
        ? { hasTargets }
        : { hasTargets, plan: { ...plan, status: 'ending' } };
    case 'RebalancingRejected':
    case 'PortfolioRebalanced':
      return { hasTargets };
  }
}

/** What accounts should hold, and the plans that bring them there. One stream for each account. */
export const rebalancing: Aggregate<
  typeof REBALANCING_COMMANDS,
  typeof REBALANCING_FACTS,
  RebalancingState,
  RebalancingDecision
> = defineAggregate({
  description: 'Targets of accounts, and the plans that bring them there',
  category: REBALANCING_CATEGORY,
  route: { context: 'rebalancing', by: 'accountId' },
  commands: REBALANCING_COMMANDS,
  facts: REBALANCING_FACTS,
  followedByTrading: false,
  initial: { hasTargets: false },
  decide,
  evolve,
});
