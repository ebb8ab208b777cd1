import {
  marginCallStream,
  type MarginCallDecision,
  type OrderId,
  type Outcome,
} from '@bellwether/domain';
import { derivedId } from '@bellwether/platform/runtime';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** The ids that orders of a liquidation will have follow from the assessment: whoever sends them, and however often, each is placed once. */
export async function assessMargin(
  handling: Handling,
  delivery: DeliveryOf<'AssessMargin'>,
): Promise<Outcome> {
  const { command, receivedAt: at } = delivery;
  const { id: commandId, type, data } = command;
  const orderIds = data.closings.map((_, n) => derivedId(`margin/${commandId}/${n}`) as OrderId);
  const decision: MarginCallDecision = { type, data, commandId, at, orderIds };
  const result = await handling.aggregates.marginCalls.handle(
    marginCallStream(data.accountId),
    coldRequest(delivery, decision),
  );
  return answered(handling, delivery, result);
}
