import {
  accountStream,
  reject,
  transferStream,
  type CommandId,
  type FundsTransferState,
  type ReceivedCommand,
  type RejectCode,
  type TransferCommand,
} from '@bellwether/domain';
import type { Delivery } from '../intake/intake.ts';
import type { Outcome, Rejected } from '../outcome.ts';
import type { FundsProcess } from '../processes/funds-process.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { coldOutcome } from './cold-outcome.ts';
import type { Aggregates } from './aggregates.ts';

/** How long an answer waits for the partitions, ms. */
const ANSWER_WAIT_MS = 3_000;
/** How often a transfer between two other partitions is looked at, ms. */
const LOOK_EVERY_MS = 50;

export interface TransferDeskOptions {
  readonly aggregates: Aggregates;
  readonly runtime: Runtime;
  readonly funds: FundsProcess;
  /** How many partitions there are. */
  readonly partitions: number;
}

/** Takes commands that move cash between partitions, and tells how they ended. */
export class TransferDesk {
  readonly #options: TransferDeskOptions;
  readonly #accounts: Aggregates['accounts'];
  readonly #transfers: Aggregates['transfers'];

  constructor(options: TransferDeskOptions) {
    this.#options = options;
    this.#accounts = options.aggregates.accounts;
    this.#transfers = options.aggregates.transfers;
  }

  /** @throws errors of the event store's client where it does not answer: then nothing is known. */
  async allocate(
    delivery: Delivery & { readonly command: ReceivedCommand & TransferCommand },
  ): Promise<Outcome> {
    const { command, fingerprint, principal, receivedAt } = delivery;
    const { id, data } = command;
    const { accountId, fromPartition, toPartition } = data;
    const { partitions } = this.#options;
    const missing = [fromPartition, toPartition].find((partition) => partition >= partitions);
    if (missing !== undefined)
      return rejected(id, 'UNKNOWN_PARTITION', `there is no partition ${missing}`);
    const { status } = await this.#accounts.state(accountStream(accountId));
    if (status === 'none')
      return rejected(id, 'UNKNOWN_ACCOUNT', `there is no account ${accountId}`);
    const result = await this.#transfers.handle(transferStream(id), {
      id,
      command: { type: 'RequestTransfer', data: { ...data, transferId: id } },
      fingerprint,
      principal,
      receivedAt,
    });
    const outcome = coldOutcome(id, result);
    if (result.kind !== 'recorded' && result.kind !== 'repeat') return outcome;
    const end = await this.#end(id);
    if (end === 'completed') return outcome;
    if (end === 'refused') {
      const message = `what account ${accountId} has in partition ${fromPartition} is spent or held back for open orders`;
      const original: Rejected = {
        ...rejected(id, 'INSUFFICIENT_FUNDS', message),
        position: `${result.position}`,
      };
      return result.kind === 'repeat' ? { status: 'duplicate', id, original } : original;
    }
    const message = 'the transfer is recorded and under way: send it again with the same id';
    return { status: 'unknown', id, code: 'TIMEOUT', message };
  }

  /** Waits for the end of a transfer; any other status when it does not come in time. */
  async #end(id: CommandId): Promise<FundsTransferState['status']> {
    const { runtime, funds } = this.#options;
    const deadline = runtime.monotonicMs() + ANSWER_WAIT_MS;
    for (;;) {
      const { status } = await this.#transfers.state(transferStream(id));
      const isOver = status === 'completed' || status === 'refused';
      if (isOver || runtime.monotonicMs() > deadline) return status;
      await funds.progress(LOOK_EVERY_MS);
    }
  }
}

function rejected(id: string, code: RejectCode, message: string): Rejected {
  return { status: 'rejected', id, ...reject(code, message) };
}
