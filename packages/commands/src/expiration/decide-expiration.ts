import {
  expirationStream,
  instrumentStream,
  reject,
  type ExpirationDecision,
  type Outcome,
} from '@bellwether/domain';
import { answered, coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** Whether and when something can be exercised or ends is in the terms of the instrument, which its own stream has. */
export async function decideExpiration(
  handling: Handling,
  delivery: DeliveryOf<'ApplyExpiration' | 'ExerciseOption' | 'InstructExpiration'>,
): Promise<Outcome> {
  const { command, receivedAt: at } = delivery;
  const { id, type, data } = command;
  const { instrumentId } = data;
  const { terms } = await handling.aggregates.instruments.state(instrumentStream(instrumentId));
  const { option, future } = terms ?? {};
  const dated = option ?? future;
  if (dated === undefined) {
    const why = `${instrumentId} is no option or future`;
    return { status: 'rejected', id, ...reject('EXERCISE_NOT_OFFERED', why) };
  }
  const series = { expiresOn: dated.expiresOn, style: option?.style };
  const decision = { type, data, commandId: id, at, series } as ExpirationDecision;
  const result = await handling.aggregates.expiration.handle(
    expirationStream(instrumentId),
    coldRequest(delivery, decision),
  );
  return answered(handling, delivery, result);
}
