import { instrumentStream, reject, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** An action is one of an instrument that is there and traded. */
export async function announceCorporateAction(
  handling: Handling,
  delivery: DeliveryOf<'AnnounceCorporateAction'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { instrumentId } = data;
  const { status } = await handling.aggregates.instruments.state(instrumentStream(instrumentId));
  if (status !== 'none' && status !== 'delisted') return decide(handling, delivery);
  const rejection =
    status === 'none'
      ? reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`)
      : reject('INSTRUMENT_NOT_TRADED', `${instrumentId} is delisted`);
  return { status: 'rejected', id, ...rejection };
}
