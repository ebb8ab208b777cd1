import { accountStream, reject, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** A webhook is an account's that is there. */
export async function setAlertWebhook(
  handling: Handling,
  delivery: DeliveryOf<'SetAlertWebhook'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { accountId } = data;
  const account = await handling.aggregates.accounts.state(accountStream(accountId));
  if (account.status !== 'none') return decide(handling, delivery);
  const rejection = reject('UNKNOWN_ACCOUNT', `there is no account ${accountId}`);
  return { status: 'rejected', id, ...rejection };
}
