import { instrumentStream, reject, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** Shares can only be held of an instrument that exists. */
export async function depositSecurities(
  handling: Handling,
  delivery: DeliveryOf<'DepositSecurities'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { instrumentId } = data;
  const { status } = await handling.aggregates.instruments.state(instrumentStream(instrumentId));
  if (status !== 'none') return decide(handling, delivery);
  const rejection = reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`);
  return { status: 'rejected', id, ...rejection };
}
