import { instrumentStream, reject, type InstrumentId, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/**
 * An action is announced of an instrument that is there and traded; whose shares come by it is, too. The pay date of a dividend
 * may still change when its instrument is gone.
 */
export async function announceCorporateAction(
  handling: Handling,
  delivery: DeliveryOf<'AnnounceCorporateAction' | 'AmendCorporateAction'>,
): Promise<Outcome> {
  const { id, type, data } = delivery.command;
  const { instrumentId, otherInstrumentId } = data;
  const traded = type === 'AnnounceCorporateAction' ? [instrumentId] : [];
  if (otherInstrumentId !== undefined) traded.push(otherInstrumentId);
  for (const one of traded) {
    const rejection = await whyNotTraded(handling, one);
    if (rejection !== undefined) return { status: 'rejected', id, ...rejection };
  }
  return decide(handling, delivery);
}

async function whyNotTraded({ aggregates }: Handling, instrumentId: InstrumentId) {
  const { status } = await aggregates.instruments.state(instrumentStream(instrumentId));
  if (status === 'none')
    return reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`);
  return status === 'delisted'
    ? reject('INSTRUMENT_NOT_TRADED', `${instrumentId} is delisted`)
    : undefined;
}
