// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  instrumentId,
  oneOf,
  positiveMoney,
  quantity,
  record,
} from '../contracts/schema/fields.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import {
  OpenAccount,
  RecordLocate,
  ResetLossBreaker,
  RestrictAccount,
  RestrictAccountInstrument,
  SetCommissions,
  SetRiskLimits,
  SetTradingPermissions,
} from './commands.ts';

const withdrawal = {
  accountId: accountId(),
  withdrawalId: commandId('The command that asked for the withdrawal'),
  amount: positiveMoney('Amount'),
};

export const AccountOpened = define(
  'AccountOpened',
  'An empty account exists.',
  OpenAccount.schema,
);

export const CashDeposited = define(
  'CashDeposited',
  'Cash was paid in.',
  record({ accountId: accountId(), amount: positiveMoney('Amount paid in') }),
);

export const SecuritiesDeposited = define(
  'SecuritiesDeposited',
  'Shares were transferred in.',
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    quantity: quantity('Shares transferred in'),
  }),
);

export const CashWithdrawalRequested = define(
  'CashWithdrawalRequested',
  'The owner wants cash paid out; the trading partition decides whether it is free.',
  record(withdrawal),
);

export const CashWithdrawn = define(
  'CashWithdrawn',
  'Cash left the account for good.',
  record(withdrawal),
);

export const CashWithdrawalRefused = define(
  'CashWithdrawalRefused',
  'The cash was not free.',
  record({ ...withdrawal, code: oneOf(REJECT_CODES, 'Reason') }),
);

export const TradingPermissionsSet = define(
  'TradingPermissionsSet',
  'The account may trade this and nothing else.',
  SetTradingPermissions.schema,
);

export const RiskLimitsSet = define(
  'RiskLimitsSet',
  'The account has these limits and no others.',
  SetRiskLimits.schema,
);

export const AccountRestricted = define(
  'AccountRestricted',
  'Something is held against the account, or no longer.',
  RestrictAccount.schema,
);

export const AccountInstrumentRestricted = define(
  'AccountInstrumentRestricted',
  'An instrument is held against the account, or no longer.',
  RestrictAccountInstrument.schema,
);

export const LocateRecorded = define(
  'LocateRecorded',
  'Shares are located for short sales of the account.',
  RecordLocate.schema,
);

export const LossBreakerReset = define(
  'LossBreakerReset',
  'The account may open positions again.',
  ResetLossBreaker.schema,
);

export const CommissionsSet = define(
  'CommissionsSet',
  'The house takes this for executions of the account’s orders, and nothing else.',
  SetCommissions.schema,
);

export const ACCOUNT_FACTS = [
  AccountOpened,
  CashDeposited,
  SecuritiesDeposited,
  CashWithdrawalRequested,
  CashWithdrawn,
  CashWithdrawalRefused,
  TradingPermissionsSet,
  RiskLimitsSet,
  AccountRestricted,
  AccountInstrumentRestricted,
  LocateRecorded,
  LossBreakerReset,
  CommissionsSet,
] as const;

export type AccountFact = MessageOf<(typeof ACCOUNT_FACTS)[number]>;

export type AccountOpenedFact = MessageOf<typeof AccountOpened>;
export type CashWithdrawalRequestedFact = MessageOf<typeof CashWithdrawalRequested>;
export type PermissionsFact = MessageOf<typeof TradingPermissionsSet>;
export type LocateRecordedFact = MessageOf<typeof LocateRecorded>;
