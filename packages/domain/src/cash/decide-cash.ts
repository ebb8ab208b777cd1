import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import type { CashCommand } from './commands.ts';
import type { CashFact } from './facts.ts';

/** A withdrawal waits until the trading partition has said whether the cash is free. */
export interface Withdrawal {
  readonly amount: bigint;
  readonly status: 'pending' | 'paid' | 'refused' | 'returned';
}

/** A deposit is announced before it comes, or is there at once. */
interface Deposit {
  readonly amount: bigint;
  readonly status: 'announced' | 'received' | 'declined' | 'returned';
}

/** What came in and went out of an account, by the ids of the commands that asked for it. 1/10 000 USD. */
export interface CashState {
  readonly deposits: ReadonlyMap<CommandId, Deposit>;
  readonly withdrawals: ReadonlyMap<CommandId, Withdrawal>;
  /** Last day for which interest was paid. */
  readonly interestThrough: CivilDate | undefined;
}

export const NO_CASH: CashState = {
  deposits: new Map(),
  withdrawals: new Map(),
  interestThrough: undefined,
};

/** The trading partition's answer to a requested withdrawal, brought back by the funds process. */
export type WithdrawalAnswer =
  | {
      readonly type: 'CompleteWithdrawal';
      readonly data: { accountId: AccountId; withdrawalId: CommandId };
    }
  | {
      readonly type: 'RefuseWithdrawal';
      readonly data: { accountId: AccountId; withdrawalId: CommandId; code: RejectCode };
    };

type Decided = Decision<CashFact>;
type Named<T extends CashCommand['type']> = Extract<CashCommand, { readonly type: T }>['data'];

/** @param commandId of the command: a deposit or a withdrawal that it begins is named so. */
export function decideCash(
  state: CashState,
  command: CashCommand | WithdrawalAnswer,
  commandId: CommandId,
): Decided {
  switch (command.type) {
    case 'DepositCash':
      return accept({ type: 'CashDeposited', data: { ...command.data, depositId: commandId } });
    case 'RequestDeposit':
      return accept({ type: 'DepositRequested', data: { ...command.data, depositId: commandId } });
    case 'ConfirmDeposit':
      return onDeposit(state, command.data, 'announced', (amount) => {
        return { type: 'CashDeposited', data: { ...command.data, amount } };
      });
    case 'DeclineDeposit':
      return onDeposit(state, command.data, 'announced', (amount) => {
        return { type: 'DepositDeclined', data: { ...command.data, amount } };
      });
    case 'ReturnDeposit':
      return onDeposit(state, command.data, 'received', (amount) => {
        return { type: 'DepositReturned', data: { ...command.data, amount } };
      });
    case 'WithdrawCash':
      return accept({
        type: 'CashWithdrawalRequested',
        data: { ...command.data, withdrawalId: commandId },
      });
    case 'ReturnWithdrawal':
      return returnWithdrawal(state, command.data);
    case 'PostInterest':
      return postInterest(state, command.data);
    case 'CompleteWithdrawal':
    case 'RefuseWithdrawal':
      return answerWithdrawal(state, command);
  }
}

/** What happens to a deposit that must be so far, and no further. */
function onDeposit(
  { deposits }: CashState,
  { accountId, depositId }: { readonly accountId: AccountId; readonly depositId: CommandId },
  status: Deposit['status'],
  fact: (amount: bigint) => CashFact,
): Decided {
  const deposit = deposits.get(depositId);
  if (deposit === undefined)
    return refuse(reject('UNKNOWN_DEPOSIT', `${accountId} has no deposit ${depositId}`));
  if (deposit.status !== status)
    return refuse(reject('NOTHING_TO_CHANGE', `the deposit is ${deposit.status}`));
  return accept(fact(deposit.amount));
}

function returnWithdrawal({ withdrawals }: CashState, data: Named<'ReturnWithdrawal'>): Decided {
  const { accountId, withdrawalId } = data;
  const withdrawal = withdrawals.get(withdrawalId);
  if (withdrawal === undefined)
    return refuse(reject('UNKNOWN_WITHDRAWAL', `${accountId} has no withdrawal ${withdrawalId}`));
  const { status, amount } = withdrawal;
  if (status !== 'paid') return refuse(reject('NOTHING_TO_CHANGE', `the withdrawal is ${status}`));
  return accept({ type: 'WithdrawalReturned', data: { ...data, amount } });
}

/** Each day is paid for once. */
function postInterest({ interestThrough }: CashState, data: Named<'PostInterest'>): Decided {
  if (interestThrough !== undefined && data.through <= interestThrough) {
    const words = `interest is paid through ${formatDate(interestThrough)}`;
    return refuse(reject('NOTHING_TO_CHANGE', words));
  }
  return data.amount === 0n ? accept() : accept({ type: 'InterestPosted', data });
}

/** Answering twice is harmless: the second answer finds nothing pending. */
function answerWithdrawal({ withdrawals }: CashState, answer: WithdrawalAnswer): Decided {
  const withdrawal = withdrawals.get(answer.data.withdrawalId);
  if (withdrawal?.status !== 'pending') return accept();
  const { amount } = withdrawal;
  return answer.type === 'CompleteWithdrawal'
    ? accept({ type: 'CashWithdrawn', data: { ...answer.data, amount } })
    : accept({ type: 'CashWithdrawalRefused', data: { ...answer.data, amount } });
}

export function evolveCash(state: CashState, fact: CashFact): CashState {
  switch (fact.type) {
    case 'CashDeposited': {
      const { depositId, amount } = fact.data;
      // Before deposits had ids the bank could not take one back.
      return depositId === undefined
        ? state
        : withDeposit(state, { depositId, amount }, 'received');
    }
    case 'DepositRequested':
      return withDeposit(state, fact.data, 'announced');
    case 'DepositDeclined':
      return withDeposit(state, fact.data, 'declined');
    case 'DepositReturned':
      return withDeposit(state, fact.data, 'returned');
    case 'CashWithdrawalRequested':
      return withWithdrawal(state, fact.data, 'pending');
    case 'CashWithdrawn':
      return withWithdrawal(state, fact.data, 'paid');
    case 'CashWithdrawalRefused':
      return withWithdrawal(state, fact.data, 'refused');
    case 'WithdrawalReturned':
      return withWithdrawal(state, fact.data, 'returned');
    case 'InterestPosted':
      return { ...state, interestThrough: fact.data.through };
  }
}

function withDeposit(
  state: CashState,
  { depositId, amount }: { readonly depositId: CommandId; readonly amount: bigint },
  status: Deposit['status'],
): CashState {
  return { ...state, deposits: new Map(state.deposits).set(depositId, { amount, status }) };
}

function withWithdrawal(
  state: CashState,
  { withdrawalId, amount }: { readonly withdrawalId: CommandId; readonly amount: bigint },
  status: Withdrawal['status'],
): CashState {
  return {
    ...state,
    withdrawals: new Map(state.withdrawals).set(withdrawalId, { amount, status }),
  };
}
