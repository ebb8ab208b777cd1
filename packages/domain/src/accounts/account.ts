import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import {
  decideCash,
  evolveCash,
  NO_CASH,
  type CashState,
  type WithdrawalAnswer,
} from '../cash/decide-cash.ts';
import { ACCOUNT_COMMANDS, type AccountCommand, type SetCommissionsCommand } from './commands.ts';
import { checkProducts } from './commissions.ts';
import { ACCOUNT_FACTS, type AccountFact } from './facts.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of account streams; a category never contains `-`, where EventStoreDB splits it. */
export const ACCOUNT_CATEGORY = 'account';

export function accountStream(id: AccountId): string {
  return `${ACCOUNT_CATEGORY}-${id}`;
}

/** What deciding about an account needs: whether it exists, and what became of its deposits and withdrawals. */
export type AccountState =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly cash: CashState };

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
    case 'DepositSecurities':
      return accept({ type: 'SecuritiesDeposited', data: command.data });
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
    default:
      return decideCash(state.cash, command, command.commandId);
  }
}

function setCommissions(data: SetCommissionsCommand['data']): Decision<AccountFact> {
  const wrong = checkProducts(data.commissions);
  return wrong === undefined ? accept({ type: 'CommissionsSet', data }) : refuse(wrong);
}

function evolve(state: AccountState, fact: AccountFact): AccountState {
  if (fact.type === 'AccountOpened') return { status: 'open', cash: NO_CASH };
  if (state.status === 'none') return state;
  switch (fact.type) {
    case 'SecuritiesDeposited':
    case 'TradingPermissionsSet':
    case 'RiskLimitsSet':
    case 'AccountRestricted':
    case 'AccountInstrumentRestricted':
    case 'LocateRecorded':
    case 'LossBreakerReset':
    case 'CommissionsSet':
      return state;
    default:
      return { status: 'open', cash: evolveCash(state.cash, fact) };
  }
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
