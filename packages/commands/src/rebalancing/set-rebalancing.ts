import { accountStream, modelStream, reject, type Outcome } from '@bellwether/domain';
import { decide, type DeliveryOf, type Handling } from '../aggregates/decide.ts';

/** Targets are an account's that is there, and a model is one that was set. */
export async function setRebalancing(
  handling: Handling,
  delivery: DeliveryOf<'SetRebalancing'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { accountId, modelId } = data;
  const { accounts, modelPortfolio } = handling.aggregates;
  const [account, model] = await Promise.all([
    accounts.state(accountStream(accountId)),
    modelId === undefined ? undefined : modelPortfolio.state(modelStream(modelId)),
  ]);
  const rejection =
    account.status === 'none'
      ? reject('UNKNOWN_ACCOUNT', `there is no account ${accountId}`)
      : model?.version === 0
        ? reject('UNKNOWN_MODEL', `there is no model ${modelId}`)
        : undefined;
  return rejection === undefined
    ? decide(handling, delivery)
    : { status: 'rejected', id, ...rejection };
}
