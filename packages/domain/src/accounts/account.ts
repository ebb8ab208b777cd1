import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { ACCOUNT_COMMANDS, type AccountCommand, type SetCommissionsCommand } from './commands.ts';
import { checkProducts } from './commissions.ts';
import { ACCOUNT_FACTS, type AccountFact } from './facts.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of account streams; a category never contains `-`, where EventStoreDB splits it. */
export const ACCOUNT_CATEGORY = 'account';

export function accountStream(id: AccountId): string {
  return `${ACCOUNT_CATEGORY}-${id}`;
}

/** A withdrawal waits until the trading partition has said whether the cash is free. */
export interface Withdrawal {
  readonly amount: bigint;
  readonly status: 'pending' | 'paid' | 'refused';
}

/** What deciding about an account needs: whether it exists, and what became of its withdrawals. */
export type AccountState =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly withdrawals: ReadonlyMap<CommandId, Withdrawal> };

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

/** A command together with its own id, which names the withdrawal it may start. */
export type AccountDecision = { readonly commandId: CommandId } & (
  | AccountCommand
  | WithdrawalAnswer
);

function decide(state: AccountState, command: AccountDecision): Decision<AccountFact> {
  if (command.type === 'OpenAccount') {
    return state.status === 'open'
      ? refuse(reject('ACCOUNT_EXISTS', `account ${command.data.accountId} is already open`))
      : accept({ type: 'AccountOpened', data: command.data });
  }
  if (state.status === 'none')
    return refuse(reject('UNKNOWN_ACCOUNT', `there is no account ${command.data.accountId}`));
  switch (command.type) {
    case 'DepositCash':
      return accept({ type: 'CashDeposited', data: command.data });
    case 'DepositSecurities':
      return accept({ type: 'SecuritiesDeposited', data: command.data });
    case 'WithdrawCash':
      return accept({
        type: 'CashWithdrawalRequested',
        data: { ...command.data, withdrawalId: command.commandId },
      });
    case 'CompleteWithdrawal':
    case 'RefuseWithdrawal':
      return answerWithdrawal(state, command);
    case 'SetTradingPermissions':
      return accept({ type: 'TradingPermissionsSet', data: command.data });
    case 'SetRiskLimits':
      return accept({ type: 'RiskLimitsSet', data: command.data });
    case 'RestrictAccount':
      return accept({ type: 'AccountRestricted', data: command.data });
    case 'RestrictAccountInstrument':
      return accept({ type: 'AccountInstrumentRestricted', data: command.data });
    case 'RecordLocate':
      return accept({ type: 'LocateRecorded', data: command.data });
    case 'SetCommissions':
      return setCommissions(command.data);
    case 'ResetLossBreaker':
      return accept({ type: 'LossBreakerReset', data: command.data });
  }
}

function setCommissions(data: SetCommissionsCommand['data']): Decision<AccountFact> {
  const wrong = checkProducts(data.commissions);
  return wrong === undefined ? accept({ type: 'CommissionsSet', data }) : refuse(wrong);
}

/** Answering twice is harmless: the second answer finds nothing pending. */
function answerWithdrawal(
  state: AccountState & { status: 'open' },
  answer: WithdrawalAnswer,
): Decision<AccountFact> {
  const withdrawal = state.withdrawals.get(answer.data.withdrawalId);
  if (withdrawal?.status !== 'pending') return accept();
  const { amount } = withdrawal;
  return answer.type === 'CompleteWithdrawal'
    ? accept({ type: 'CashWithdrawn', data: { ...answer.data, amount } })
    : accept({ type: 'CashWithdrawalRefused', data: { ...answer.data, amount } });
}

function evolve(state: AccountState, fact: AccountFact): AccountState {
  if (fact.type === 'AccountOpened') return { status: 'open', withdrawals: new Map() };
  if (state.status === 'none') return state;
  switch (fact.type) {
    case 'CashDeposited':
    case 'SecuritiesDeposited':
    case 'TradingPermissionsSet':
    case 'RiskLimitsSet':
    case 'AccountRestricted':
    case 'AccountInstrumentRestricted':
    case 'LocateRecorded':
    case 'LossBreakerReset':
    case 'CommissionsSet':
      return state;
    case 'CashWithdrawalRequested':
      return withWithdrawal(state, fact.data, 'pending');
    case 'CashWithdrawn':
      return withWithdrawal(state, fact.data, 'paid');
    case 'CashWithdrawalRefused':
      return withWithdrawal(state, fact.data, 'refused');
  }
}

function withWithdrawal(
  state: AccountState & { status: 'open' },
  { withdrawalId, amount }: { withdrawalId: CommandId; amount: bigint },
  status: Withdrawal['status'],
): AccountState {
  return {
    ...state,
    withdrawals: new Map(state.withdrawals).set(withdrawalId, { amount, status }),
  };
}

/**
 * The account: opened once, paid into, paid out of, permitted and limited. What it may trade with, and whether an order
 * keeps within permissions and limits, is the trading partition's ledger to say.
 */
export const account: Aggregate<
  typeof ACCOUNT_COMMANDS,
  typeof ACCOUNT_FACTS,
  AccountState,
  AccountDecision
> = defineAggregate({
  description: 'Accounts',
  category: ACCOUNT_CATEGORY,
  route: { context: 'account', by: 'accountId' },
  commands: ACCOUNT_COMMANDS,
  facts: ACCOUNT_FACTS,
  followedByTrading: true,
  initial: { status: 'none' },
  decide,
  evolve,
});
