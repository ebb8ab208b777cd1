import { marginRulesOn } from '../margin/rules.ts';
import { BASIS, min } from '../kernel/rounding.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { withdrawable } from '../risk/account-events.ts';
import type { CashWithdrawalRequestedFact } from '../cash/facts.ts';
import type { FundsTransferFact, TransferTerms } from '../transfers/facts.ts';
import type { ReferenceFact } from './facts.ts';
import type { Follower } from './follower.ts';
import { ledgerOf } from './lookups.ts';
import type { MoveFact } from './move-facts.ts';
import type { PartitionFact } from './partition-facts.ts';
import { pendingKey } from './pending-key.ts';
import type { TradingState } from './state.ts';

/** What a step of a transfer means for the partition; undefined where it has no part in it. */
export function followTransfer(
  state: TradingState,
  fact: FundsTransferFact,
  sourcePosition: bigint,
  here: Follower,
): PartitionFact | undefined {
  const { transferId, accountId, fromPartition, toPartition, withdrawalId } = fact.data;
  const isSender = fromPartition === here.partition;
  const isReceiver = toPartition === here.partition;
  const waiting = withdrawalId === undefined ? {} : { withdrawalId };
  switch (fact.type) {
    case 'FundsTransferRequested':
      return isSender ? send(state, fact.data, sourcePosition, here) : undefined;
    case 'FundsTransferSent': {
      if (!isReceiver) return undefined;
      const { amount } = fact.data;
      const parties = { transferId, accountId, partition: fromPartition };
      return { type: 'FundsMovedIn', data: { ...parties, amount, ...waiting, sourcePosition } };
    }
    case 'FundsTransferRefused':
      if (!isSender && (!isReceiver || withdrawalId === undefined)) return undefined;
      return {
        type: 'FundsMoveConfirmed',
        data: { transferId, accountId, ...(isReceiver ? waiting : {}), sourcePosition },
      };
    case 'FundsTransferCompleted':
      return isSender || isReceiver
        ? { type: 'FundsMoveConfirmed', data: { transferId, accountId, sourcePosition } }
        : undefined;
  }
}

function send(
  state: TradingState,
  terms: TransferTerms,
  sourcePosition: bigint,
  here: Follower,
): PartitionFact {
  const { transferId, accountId, toPartition, amount, shareBasisPoints } = terms;
  const free = freeCash(state, accountId, here);
  const data = { transferId, accountId, partition: toPartition, sourcePosition };
  const moving =
    shareBasisPoints === undefined
      ? (amount ?? 0n)
      : min(amount ?? free, (free * BigInt(shareBasisPoints)) / BASIS);
  return moving > 0n && moving <= free
    ? { type: 'FundsMovedOut', data: { ...data, amount: moving } }
    : { type: 'FundsMoveRefused', data: { ...data, code: 'INSUFFICIENT_FUNDS' } };
}

/** A requested withdrawal: paid, refused, or put off until the other partitions have sent what is free there. */
export function release(
  state: TradingState,
  data: CashWithdrawalRequestedFact['data'],
  sourcePosition: bigint,
  here: Follower,
): ReferenceFact | PartitionFact {
  const free = freeCash(state, data.accountId, here);
  if (data.amount <= free) return { type: 'FundsReleased', data: { ...data, sourcePosition } };
  const asked = here.partitions - 1;
  if (asked === 0)
    return {
      type: 'FundsReleaseRefused',
      data: { ...data, code: 'INSUFFICIENT_FUNDS', sourcePosition },
    };
  const missing = data.amount - free;
  return { type: 'FundsReleaseDeferred', data: { ...data, missing, asked, sourcePosition } };
}

/**
 * What follows for a withdrawal that was put off from the answer of another partition: paid as soon as the cash is
 * there, refused when nobody is left to ask.
 */
export function settleDeferral(
  state: TradingState,
  { type, data }: ReferenceFact | PartitionFact | MoveFact,
  here: Follower,
): ReferenceFact | undefined {
  if (type !== 'FundsMovedIn' && type !== 'FundsMoveConfirmed') return undefined;
  if (data.withdrawalId === undefined) return undefined;
  const deferral = state.deferrals.get(pendingKey(data.accountId, data.withdrawalId));
  if (deferral === undefined) return undefined;
  const { accountId, withdrawalId, amount, unheard } = deferral;
  const withdrawal = { accountId, withdrawalId, amount, sourcePosition: data.sourcePosition };
  if (amount <= freeCash(state, accountId, here))
    return { type: 'FundsReleased', data: withdrawal };
  return unheard > 0
    ? undefined
    : { type: 'FundsReleaseRefused', data: { ...withdrawal, code: 'INSUFFICIENT_FUNDS' } };
}

function freeCash(state: TradingState, accountId: AccountId, { date }: Follower): Money {
  return withdrawable(ledgerOf(state, accountId).risk, marginRulesOn(date), date);
}
