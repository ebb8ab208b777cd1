import { RECORDS_CATEGORY, type Outcome, type RecordsDecision } from '@bellwether/domain';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** What is due, and how long a room is open, depends on when it is asked for. */
export async function decideByToday(
  handling: Handling,
  delivery: DeliveryOf<'AuthoriseDisposal' | 'OpenExportRoom'>,
): Promise<Outcome> {
  const { command, receivedAt: at } = delivery;
  const stream = `${RECORDS_CATEGORY}-${command.data.register}`;
  const decision = { type: command.type, data: command.data, at } as RecordsDecision;
  const result = await handling.aggregates.recordsRegister.handle(
    stream,
    coldRequest(delivery, decision),
  );
  return answered(handling, delivery, result);
}
