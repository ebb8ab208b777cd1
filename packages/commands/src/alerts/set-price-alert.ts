import { accountStream, instrumentStream, reject, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** An alert is an account's that is there, on an instrument that is there. */
export async function setPriceAlert(
  handling: Handling,
  delivery: DeliveryOf<'SetPriceAlert'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { accountId, instrumentId } = data;
  const [account, instrument] = await Promise.all([
    handling.aggregates.accounts.state(accountStream(accountId)),
    handling.aggregates.instruments.state(instrumentStream(instrumentId)),
  ]);
  if (account.status === 'none') {
    const rejection = reject('UNKNOWN_ACCOUNT', `there is no account ${accountId}`);
    return { status: 'rejected', id, ...rejection };
  }
  if (instrument.status === 'none') {
    const rejection = reject('UNKNOWN_INSTRUMENT', `there is no instrument ${instrumentId}`);
    return { status: 'rejected', id, ...rejection };
  }
  return decide(handling, delivery);
}
