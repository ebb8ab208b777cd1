import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { Money } from '../kernel/fixed-point.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { TRANSFER_FACTS, type FundsTransferFact, type TransferTerms } from './facts.ts';
import { TRANSFER_COMMANDS } from './commands.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of the streams of transfers; a category never contains `-`, where EventStoreDB splits it. */
export const TRANSFER_CATEGORY = 'fundsTransfer';

/** One stream for each transfer. */
export function transferStream(id: CommandId): string {
  return `${TRANSFER_CATEGORY}-${id}`;
}

export type FundsTransferState =
  | { readonly status: 'none' }
  | { readonly status: 'requested' | 'refused'; readonly terms: TransferTerms }
  | {
      readonly status: 'sent' | 'completed';
      readonly terms: TransferTerms;
      readonly amount: Money;
    };

/** What is done about a transfer: asked for by whoever wants it, the rest by the partitions concerned. */
export type FundsTransferDecision =
  | { readonly type: 'RequestTransfer'; readonly data: TransferTerms }
  | { readonly type: 'SendTransfer'; readonly data: { readonly amount: Money } }
  | { readonly type: 'RefuseTransfer'; readonly data: { readonly code: RejectCode } }
  | { readonly type: 'ReceiveTransfer' };

function decide(
  state: FundsTransferState,
  decision: FundsTransferDecision,
): Decision<FundsTransferFact> {
  if (decision.type === 'RequestTransfer') {
    if (state.status !== 'none') return accept();
    const { fromPartition, toPartition } = decision.data;
    return fromPartition === toPartition
      ? refuse(reject('NOTHING_TO_CHANGE', `partition ${toPartition} has the cash already`))
      : accept({ type: 'FundsTransferRequested', data: decision.data });
  }
  if (state.status === 'none')
    return refuse(reject('NOTHING_TO_CHANGE', 'no such transfer was asked for'));
  const { amount: _, shareBasisPoints: __, ...parties } = state.terms;
  switch (decision.type) {
    case 'SendTransfer':
      return state.status === 'requested'
        ? accept({ type: 'FundsTransferSent', data: { ...parties, ...decision.data } })
        : accept();
    case 'RefuseTransfer':
      return state.status === 'requested'
        ? accept({ type: 'FundsTransferRefused', data: { ...parties, ...decision.data } })
        : accept();
    case 'ReceiveTransfer':
      return state.status === 'sent'
        ? accept({ type: 'FundsTransferCompleted', data: { ...parties, amount: state.amount } })
        : accept();
  }
}

function evolve(state: FundsTransferState, fact: FundsTransferFact): FundsTransferState {
  if (fact.type === 'FundsTransferRequested') return { status: 'requested', terms: fact.data };
  if (state.status === 'none') return state;
  const { terms } = state;
  switch (fact.type) {
    case 'FundsTransferSent':
      return { status: 'sent', terms, amount: fact.data.amount };
    case 'FundsTransferRefused':
      return { status: 'refused', terms };
    case 'FundsTransferCompleted':
      return { status: 'completed', terms, amount: fact.data.amount };
  }
}

/**
 * Cash of an account on its way from one partition to another: asked for, sent or refused by the one, received by the
 * other. What a partition has done stands in its own journal first; telling it here again has no effect.
 */
export const fundsTransfer: Aggregate<
  typeof TRANSFER_COMMANDS,
  typeof TRANSFER_FACTS,
  FundsTransferState,
  FundsTransferDecision
> = defineAggregate({
  // A transfer has the id of its command; the account is what clients know it by.
  description: 'Cash between trading partitions',
  category: TRANSFER_CATEGORY,
  route: { context: 'account', by: 'accountId' },
  commands: TRANSFER_COMMANDS,
  facts: TRANSFER_FACTS,
  followedByTrading: true,
  initial: { status: 'none' },
  decide,
  evolve,
});
