// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { CASH_FACTS } from '../cash/facts.ts';
import { accountId, instrumentId, quantity, record } from '../contracts/schema/fields.ts';
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

export const AccountOpened = define(
  'AccountOpened',
  'An empty account exists.',
  OpenAccount.schema,
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
  ...CASH_FACTS,
  SecuritiesDeposited,
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
export type PermissionsFact = MessageOf<typeof TradingPermissionsSet>;
export type LocateRecordedFact = MessageOf<typeof LocateRecorded>;
