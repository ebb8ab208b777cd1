import {
  rebalancingStream,
  type OrderId,
  type Outcome,
  type RebalancingDecision,
} from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/**
 * Decides a step of a plan by who takes it. The ids that a plan's orders will have follow from the plan and their place in
 * it: whoever sends them, and however often, each is placed once.
 */
export async function takePlanStep(
  handling: Handling,
  delivery: DeliveryOf<'ApproveRebalancing' | 'ProposeRebalancing'>,
): Promise<Outcome> {
  const { command, by, principal, receivedAt: at } = delivery;
  const { id: commandId, type, data } = command;
  const lines = type === 'ProposeRebalancing' ? data.lines : [];
  const orderIds = lines.map((_, n) => derivedId(`rebalancing/${commandId}/${n}`) as OrderId);
  const step = { type, data, commandId, at, by: { name: principal, alone: by.alone === true } };
  const result = await handling.aggregates.rebalancing.handle(
    rebalancingStream(data.accountId),
    coldRequest(delivery, { ...step, orderIds } as RebalancingDecision),
  );
  return answered(handling, delivery, result);
}
