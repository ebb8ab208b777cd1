import { Type, type Static } from 'typebox';
import { all, two } from '../authorisation/rule.ts';
import { CASH_COMMANDS } from '../cash/commands.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  date,
  flag,
  instrumentId,
  integer,
  message,
  oneOf,
  partitionNumber,
  quantity,
  record,
  reference,
} from '../contracts/schema/fields.ts';
import { COMMISSION, PRODUCTS } from './commissions.ts';
import {
  ACCOUNT_RESTRICTIONS,
  ACCOUNT_TYPES,
  ASSET_CLASSES,
  DAY_TRADING_RULES,
  INSTRUMENT_RESTRICTIONS,
  OPTION_LEVEL_MAX,
  RISK_LIMITS,
} from './terms.ts';

export const OpenAccount = defineCommand(
  'OpenAccount',
  'Opens an empty account: a cash account for equities and ETFs unless it says otherwise.',
  all('ops'),
  record({
    accountId: accountId(),
    accountType: Type.Optional(oneOf(ACCOUNT_TYPES, 'Cash or margin')),
    beneficialOwner: Type.Optional(
      reference('Whose account: orders of one owner do not trade with each other'),
    ),
    dayTrading: Type.Optional(oneOf(DAY_TRADING_RULES, 'Rule for day trading on margin')),
    homePartition: Type.Optional(
      partitionNumber('Where cash comes in and goes out; absent: as the id falls'),
    ),
  }),
);

export const DepositSecurities = defineCommand(
  'DepositSecurities',
  'Transfers shares in from another custodian.',
  all('ops'),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    quantity: quantity('Shares transferred in'),
  }),
);

export const SetTradingPermissions = defineCommand(
  'SetTradingPermissions',
  'Says what the account may trade from now on; the earlier permissions end.',
  all('risk'),
  record({
    accountId: accountId(),
    assetClasses: Type.Array(oneOf(ASSET_CLASSES, 'Asset class'), { maxItems: 4 }),
    optionLevel: integer('Option approval: 0 none, 1 covered, 2 long, 3 spreads, 4 naked', {
      minimum: 0,
      maximum: OPTION_LEVEL_MAX,
    }),
    shortSelling: flag('Whether it may sell short'),
  }),
);

export const SetRiskLimits = defineCommand(
  'SetRiskLimits',
  'Sets all limits of the account; what is absent is not limited.',
  all('risk'),
  record({ accountId: accountId(), limits: RISK_LIMITS }),
);

export const SetCommissions = defineCommand(
  'SetCommissions',
  'Says what the house takes for executions of the account’s orders from now on; what is absent is not charged.',
  all('ops'),
  record({
    accountId: accountId(),
    commissions: Type.Array(COMMISSION, { maxItems: PRODUCTS.length }),
  }),
);

export const RestrictAccount = defineCommand(
  'RestrictAccount',
  'Holds something against the account, or ends it (NONE).',
  all('risk'),
  record({
    accountId: accountId(),
    restriction: oneOf(ACCOUNT_RESTRICTIONS, 'What it may still do'),
    until: Type.Optional(date('Last day; absent: until it is lifted')),
    reason: message(),
  }),
);

export const RestrictAccountInstrument = defineCommand(
  'RestrictAccountInstrument',
  'Holds an instrument against the account, or ends that (NONE).',
  // Process managers hold short sales of what was not closed out (Rule 204(b)).
  all('risk', 'process'),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    restriction: oneOf(INSTRUMENT_RESTRICTIONS, 'What it may still do in it'),
    reason: message(),
  }),
);

export const RecordLocate = defineCommand(
  'RecordLocate',
  'Shares were located to borrow: short sales up to this quantity may name it (Reg SHO Rule 203(b)(1)).',
  all('risk', 'ops'),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    locateId: reference('The lender’s name for it'),
    quantity: quantity('Shares located'),
    expiresOn: date('Day for which it is good'),
  }),
);

export const ResetLossBreaker = defineCommand(
  'ResetLossBreaker',
  'Lets an account trade again that has lost more than its limit in a day.',
  two('risk'),
  record({ accountId: accountId(), reason: message() }),
);

/** What clients may ask of an account. */
export const ACCOUNT_COMMANDS = [
  OpenAccount,
  ...CASH_COMMANDS,
  DepositSecurities,
  SetTradingPermissions,
  SetRiskLimits,
  RestrictAccount,
  RestrictAccountInstrument,
  RecordLocate,
  ResetLossBreaker,
  SetCommissions,
] as const;

export type SetCommissionsCommand = MessageOf<typeof SetCommissions>;
export type AccountCommand = MessageOf<(typeof ACCOUNT_COMMANDS)[number]>;

/** Limits of the house for one account; an absent one is no limit. */
export type RiskLimits = Static<typeof RISK_LIMITS>;
