import type { AccountId, CommandId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import type { PlanAnswer, PlanOrderAnswer, PlanWithOrders } from './answers.ts';
import { planText, plansText } from './texts.ts';

interface Reasoned extends InstallationOptions {
  readonly reason: string;
}

/** Prints the plans of an account. @throws CommandFailure where it is refused. */
export async function listPlans(
  options: InstallationOptions & { readonly account: string },
): Promise<void> {
  const input = { accountId: options.account };
  const rows = await allRows<PlanAnswer>('rebalancing.plans', input, options);
  report(rows, options.json === true, plansText);
}

/** Prints a plan with its orders. @throws CommandFailure where there is none. */
export async function showPlan(planId: string, options: InstallationOptions): Promise<void> {
  report(await findPlan(planId, options), options.json === true, planText);
}

/** Prints the plan that has asked for an order. @throws CommandFailure where none has. */
export async function showParent(orderId: string, options: InstallationOptions): Promise<void> {
  const order = (await answerTo(
    'rebalancing.order',
    { orderId },
    options,
  )) as PlanOrderAnswer | null;
  if (order === null) throw new CommandFailure(`no plan has asked for order ${orderId}`);
  return showPlan(order.planId, options);
}

/** Agrees to a plan. @throws CommandFailure where it is refused. */
export async function approvePlan(planId: string, options: InstallationOptions): Promise<void> {
  return sent({ type: 'ApproveRebalancing', data: await named(planId, options) }, options);
}

/** Turns a plan down. @throws CommandFailure */
export async function rejectPlan(planId: string, options: Reasoned): Promise<void> {
  const data = { ...(await named(planId, options)), reason: options.reason };
  return sent({ type: 'RejectRebalancing', data }, options);
}

/** Ends a plan. @throws CommandFailure */
export async function cancelPlan(planId: string, options: Reasoned): Promise<void> {
  const data = { ...(await named(planId, options)), reason: options.reason };
  return sent({ type: 'CancelRebalancing', data }, options);
}

async function named(id: string, options: InstallationOptions) {
  const { accountId, planId } = await findPlan(id, options);
  return { accountId: accountId as AccountId, planId: planId as CommandId };
}

async function findPlan(planId: string, options: InstallationOptions): Promise<PlanWithOrders> {
  const plan = await answerTo('rebalancing.plan', { planId }, options);
  if (plan === null) throw new CommandFailure(`there is no plan ${planId}`);
  return plan as PlanWithOrders;
}
