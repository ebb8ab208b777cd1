import { personOf } from '../authorisation/person.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import { APPROVAL_FACTS, type ApprovalFact } from './facts.ts';
import { APPROVAL_COMMANDS } from './commands.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of approval streams; a category never contains `-`, where EventStoreDB splits it. */
export const APPROVAL_CATEGORY = 'approval';

/** One stream for each command that takes two. */
export function approvalStream(id: CommandId): string {
  return `${APPROVAL_CATEGORY}-${id}`;
}

export type ApprovalState =
  | { readonly status: 'none' }
  | {
      readonly status: 'requested' | 'granted';
      readonly requester: string;
      /** The command as it was sent, in JSON. */
      readonly message: string;
    };

/** What is done about an approval. */
export type ApprovalDecision =
  | {
      readonly type: 'RequestApproval';
      readonly data: {
        readonly commandId: CommandId;
        readonly requester: string;
        readonly message: string;
      };
    }
  | {
      readonly type: 'GrantApproval';
      readonly data: { readonly commandId: CommandId; readonly approver: string };
    };

function decide(state: ApprovalState, decision: ApprovalDecision): Decision<ApprovalFact> {
  if (decision.type === 'RequestApproval')
    return state.status === 'none'
      ? accept({ type: 'ApprovalRequested', data: decision.data })
      : accept();
  if (state.status === 'none')
    return refuse(reject('NOTHING_TO_CHANGE', 'no command of that id waits for an approval'));
  if (personOf(state.requester) === personOf(decision.data.approver))
    return refuse(reject('NOTHING_TO_CHANGE', 'who asks cannot agree: it takes somebody else'));
  return state.status === 'granted'
    ? accept()
    : accept({ type: 'ApprovalGranted', data: decision.data });
}

function evolve(state: ApprovalState, fact: ApprovalFact): ApprovalState {
  if (fact.type === 'ApprovalRequested') {
    const { requester, message } = fact.data;
    return { status: 'requested', requester, message };
  }
  return state.status === 'none' ? state : { ...state, status: 'granted' };
}

/** Four eyes: a command that takes two waits until somebody other than who gave it agrees. */
export const approval: Aggregate<
  typeof APPROVAL_COMMANDS,
  typeof APPROVAL_FACTS,
  ApprovalState,
  ApprovalDecision
> = defineAggregate({
  description: 'Commands that take two',
  category: APPROVAL_CATEGORY,
  route: { context: 'approval', by: 'commandId' },
  commands: APPROVAL_COMMANDS,
  facts: APPROVAL_FACTS,
  followedByTrading: false,
  initial: { status: 'none' },
  decide,
  evolve,
});
