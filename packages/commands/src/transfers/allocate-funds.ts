import {
  accountStream,
  reject,
  transferStream,
  type CommandId,
  type FundsTransferState,
  type Outcome,
  type Rejected,
} from '@bellwether/domain';
import { coldOutcome } from '../aggregates/cold-outcome.ts';
import { coldRequest, type DeliveryOf, type Handling } from '../aggregates/decide.ts';
import { unknownPartition } from '../aggregates/placement.ts';

/** How long an answer waits for the partitions, ms. */
const ANSWER_WAIT_MS = 3_000;
/** How often a transfer between two other partitions is looked at, ms. */
const LOOK_EVERY_MS = 50;

/** Moves cash between partitions; answered when it has arrived, or has not left. */
export async function allocateFunds(
  handling: Handling,
  delivery: DeliveryOf<'AllocateFunds'>,
): Promise<Outcome> {
  const { id, data } = delivery.command;
  const { aggregates, partitions } = handling;
  const { accountId, fromPartition, toPartition } = data;
  const unknown =
    unknownPartition(id, fromPartition, partitions) ??
    unknownPartition(id, toPartition, partitions);
  if (unknown !== undefined) return unknown;
  const { status } = await aggregates.accounts.state(accountStream(accountId));
  if (status === 'none') {
    const rejection = reject('UNKNOWN_ACCOUNT', `there is no account ${accountId}`);
    return { status: 'rejected', id, ...rejection };
  }
  const request = coldRequest(delivery, {
    type: 'RequestTransfer' as const,
    data: { ...data, transferId: id },
  });
  const result = await aggregates.transfers.handle(transferStream(id), request);
  const outcome = coldOutcome(id, result);
  if (!('position' in result)) return outcome;
  const end = await endOf(handling, id);
  if (end === 'completed') return outcome;
  if (end === 'refused') {
    const message = `what account ${accountId} has in partition ${fromPartition} is spent or held back for open orders`;
    const original: Rejected = {
      status: 'rejected',
      id,
      ...reject('INSUFFICIENT_FUNDS', message),
      position: `${result.position}`,
    };
    return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
  }
  const message = 'the transfer is recorded and under way: send it again with the same id';
  return { status: 'unknown', id, code: 'TIMEOUT', message };
}

/** Waits for the end of a transfer; any other status when it does not come in time. */
async function endOf(
  { aggregates, runtime, following }: Handling,
  id: CommandId,
): Promise<FundsTransferState['status']> {
  const deadline = runtime.monotonicMs() + ANSWER_WAIT_MS;
  for (;;) {
    const { status } = await aggregates.transfers.state(transferStream(id));
    const isOver = status === 'completed' || status === 'refused';
    if (isOver || runtime.monotonicMs() > deadline) return status;
    await following.progress(LOOK_EVERY_MS);
  }
}
