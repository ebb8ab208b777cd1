import {
  accountStream,
  type CommandId,
  type Withdrawal,
  type Outcome,
  type Rejected,
} from '@bellwether/domain';
import { coldOutcome } from '../aggregates/cold-outcome.ts';
import { decided, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { FOLLOW_WAIT_MS } from '../processes/following.ts';

/** A withdrawal is decided by the trading partition, which knows what is free; the account books the answer. */
export async function withdrawCash(
  handling: Handling,
  delivery: DeliveryOf<'WithdrawCash'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const result = await decided(handling, delivery);
  const outcome = coldOutcome(id, result);
  if (!('position' in result)) return outcome;
  const status = await statusOf(handling, accountStream(data.accountId), id);
  if (status === 'paid' || status === 'returned') return outcome;
  if (status === 'pending') {
    const message =
      'the withdrawal is recorded, its answer is late: send it again with the same id';
    return { status: 'unknown', id, code: 'TIMEOUT', message };
  }
  const original: Rejected = {
    status: 'rejected',
    id,
    code: 'INSUFFICIENT_FUNDS',
    message: 'the cash is not free: it is spent or held back for open orders',
    position: `${result.position}`,
  };
  return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
}

/** Waits for the answer; `pending` when it does not come in time. */
async function statusOf(
  { aggregates, following, runtime }: Handling,
  stream: string,
  id: CommandId,
): Promise<Withdrawal['status']> {
  const deadline = runtime.monotonicMs() + FOLLOW_WAIT_MS;
  for (;;) {
    const state = await aggregates.accounts.state(stream);
    const status = state.status === 'open' ? state.cash.withdrawals.get(id)?.status : undefined;
    if (
      status === 'paid' ||
      status === 'refused' ||
      status === 'returned' ||
      runtime.monotonicMs() > deadline
    )
      return status ?? 'pending';
    await following.progress(deadline - runtime.monotonicMs());
  }
}
