import {
  accountStream,
  corporateActionStream,
  expirationStream,
  instrumentStream,
  pendingKey,
  transferStream,
  type AccountDecision,
  type CommandId,
  type CorporateActionDecision,
  type DeferredRelease,
  type ExpirationDecision,
  type FundsTransferDecision,
  type PendingAction,
  type PendingExpiration,
  type PendingRelease,
  type MoveDecision,
  type PendingHandOver,
  type PendingTransfer,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { derivedId, type Runtime } from '@bellwether/platform/runtime';
import type { Aggregates } from '../aggregates/aggregates.ts';
import type { ColdRequest } from '../aggregates/cold-request.ts';
import { SYSTEM } from '../engine-port/request.ts';

/**
 * Tells accounts, instruments and transfers what the partition has decided about them, after it is durable. Ids follow from what is
 * told, so telling it again, after a crash or by another process, has no effect.
 */
export class ColdReplies {
  readonly #here: number;
  readonly #runtime: Runtime;
  readonly #accounts: Aggregates['accounts'];
  readonly #transfers: Aggregates['transfers'];
  readonly #instruments: Aggregates['instruments'];
  readonly #corporateActions: Aggregates['corporateActions'];
  readonly #expirations: Aggregates['expiration'];

  /** @param here number of the partition. */
  constructor(aggregates: Aggregates, runtime: Runtime, here: number) {
    this.#here = here;
    this.#runtime = runtime;
    this.#accounts = aggregates.accounts;
    this.#instruments = aggregates.instruments;
    this.#transfers = aggregates.transfers;
    this.#corporateActions = aggregates.corporateActions;
    this.#expirations = aggregates.expiration;
  }

  /** Tells everything of which the state does not say that it was heard. */
  async repeat({
    releases,
    deferrals,
    transfers,
    handOvers,
    instruments,
    actions,
    expirations,
  }: TradingState): Promise<void> {
    for (const release of releases.values()) await this.#release(release);
    for (const deferral of deferrals.values()) await this.#pull(deferral);
    for (const transfer of transfers.values()) await this.#transfer(transfer);
    for (const one of handOvers.values()) await this.#handOver(one, instruments);
    for (const one of actions.values()) await this.#action(one);
    for (const one of expirations.values()) await this.#expiration(one);
  }

  /** Tells what a durable fact means for others; nothing for most. */
  async tell(fact: TradingFact, state: TradingState): Promise<void> {
    switch (fact.type) {
      case 'FundsReleased':
      case 'FundsReleaseRefused':
        return this.#release({ ...fact.data, refused: fact.type === 'FundsReleaseRefused' });
      case 'FundsReleaseDeferred':
        return this.#pull(fact.data);
      case 'FundsMovedOut':
      case 'FundsMoveRefused':
      case 'FundsMovedIn': {
        const transfer = state.transfers.get(fact.data.transferId);
        return transfer && this.#transfer(transfer);
      }
      case 'InstrumentMovedOut':
      case 'InstrumentMovedIn':
      case 'InstrumentMoveDeclined': {
        const { instrumentId, moveId } = fact.data;
        const one = state.handOvers.get(pendingKey(instrumentId, moveId));
        return one && this.#handOver(one, state.instruments);
      }
      case 'CorporateActionApplied':
      case 'CorporateActionDeclined': {
        const { instrumentId, actionId } = fact.data;
        const one = state.actions.get(pendingKey(instrumentId, actionId));
        return one && this.#action(one);
      }
      case 'ExpirationApplied':
      case 'ExpirationDeclined': {
        const { instrumentId, expirationId } = fact.data;
        const one = state.expirations.get(pendingKey(instrumentId, expirationId));
        return one && this.#expiration(one);
      }
      default:
    }
  }

  /** Whether an action is in force. */
  async #action(one: PendingAction): Promise<void> {
    const { actionId, instrumentId, attempt, kind } = one;
    const commandId = derivedId(`action/${actionId}/${attempt}/${kind}`) as CommandId;
    const request = this.#request(commandId, actionDecisionOf(one));
    await this.#corporateActions.handle(corporateActionStream(instrumentId), request);
  }

  /** Whether contracts were exercised, or a series has ended. */
  async #expiration({ code, ...data }: PendingExpiration): Promise<void> {
    const { expirationId, instrumentId } = data;
    const command: ExpirationDecision =
      code === undefined
        ? { type: 'ConfirmExpiration', data }
        : { type: 'DeferExpiration', data: { ...data, code } };
    const commandId = derivedId(`expiration/${expirationId}/${command.type}`) as CommandId;
    await this.#expirations.handle(
      expirationStream(instrumentId),
      this.#request(commandId, command),
    );
  }

  /** This partition's part in the move of an instrument. */
  async #handOver(one: PendingHandOver, instruments: TradingState['instruments']): Promise<void> {
    const { moveId, instrumentId, kind } = one;
    const commandId = derivedId(`move/${moveId}/${kind}`) as CommandId;
    const owners = instruments.get(instrumentId)?.owners ?? [];
    const commandsUntil = owners.find((owner) => owner.moveId === moveId)?.until ?? 0n;
    const request = this.#request(commandId, moveDecisionOf(one, commandsUntil));
    await this.#instruments.handle(instrumentStream(instrumentId), request);
  }

  /** Whether a withdrawal is paid. */
  async #release({ accountId, withdrawalId, refused }: PendingRelease): Promise<void> {
    const commandId = derivedId(`withdrawal/${withdrawalId}`) as CommandId;
    const command: AccountDecision = refused
      ? {
          commandId,
          type: 'RefuseWithdrawal',
          data: { accountId, withdrawalId, code: 'INSUFFICIENT_FUNDS' },
        }
      : { commandId, type: 'CompleteWithdrawal', data: { accountId, withdrawalId } };
    await this.#accounts.handle(accountStream(accountId), this.#request(commandId, command));
  }

  /** Asks all other partitions for what is missing for a withdrawal. */
  async #pull({
    accountId,
    withdrawalId,
    missing,
    asked,
  }: Pick<DeferredRelease, 'accountId' | 'withdrawalId' | 'missing' | 'asked'>): Promise<void> {
    const partitions = Array.from({ length: asked + 1 }, (_, partition) => partition);
    for (const fromPartition of partitions) {
      if (fromPartition === this.#here) continue;
      const transferId = derivedId(
        `pull/${accountId}/${withdrawalId}/${fromPartition}`,
      ) as CommandId;
      const parties = { transferId, accountId, fromPartition, toPartition: this.#here };
      const data = { ...parties, withdrawalId, amount: missing, shareBasisPoints: 10_000 };
      const request = this.#request(transferId, { type: 'RequestTransfer' as const, data });
      await this.#transfers.handle(transferStream(transferId), request);
    }
  }

  /** What this partition has done about a transfer. */
  async #transfer(transfer: PendingTransfer): Promise<void> {
    const { transferId, kind } = transfer;
    const commandId = derivedId(`transfer/${transferId}/${kind}`) as CommandId;
    const request = this.#request(commandId, decisionOf(transfer));
    await this.#transfers.handle(transferStream(transferId), request);
  }

  #request<C>(id: CommandId, command: C): ColdRequest<C> {
    const receivedAt = this.#runtime.clock();
    return { id, command, fingerprint: 0n, principal: SYSTEM, receivedAt };
  }
}

function actionDecisionOf(one: PendingAction): CorporateActionDecision {
  const { actionId, instrumentId, version, attempt } = one;
  const named = { actionId, instrumentId, version, attempt };
  if (one.kind === 'DECLINED') return { type: 'DeferAction', data: { ...named, code: one.code } };
  const { referencePrice, previousClose } = one;
  return { type: 'ConfirmAction', data: { ...named, referencePrice, previousClose } };
}

function moveDecisionOf(one: PendingHandOver, commandsUntil: bigint): MoveDecision {
  const { moveId, instrumentId } = one;
  const move = { moveId, instrumentId };
  switch (one.kind) {
    case 'OUT':
      return { type: 'HandOver', data: { ...move, sequence: one.sequence, commandsUntil } };
    case 'DECLINED':
      return { type: 'RefuseMove', data: { ...move, code: one.code } };
    case 'IN':
      return { type: 'CompleteMove', data: move };
  }
}

function decisionOf(transfer: PendingTransfer): FundsTransferDecision {
  switch (transfer.kind) {
    case 'SENT':
      return { type: 'SendTransfer', data: { amount: transfer.amount } };
    case 'REFUSED':
      return { type: 'RefuseTransfer', data: { code: transfer.code } };
    case 'RECEIVED':
      return { type: 'ReceiveTransfer' };
  }
}
