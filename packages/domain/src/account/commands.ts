import { define, type MessageOf } from '../schema/definition.ts';
import { accountId, instrumentId, positiveMoney, quantity, record } from '../schema/fields.ts';

export const OpenAccount = define(
  'OpenAccount',
  'Opens an empty cash account.',
  record({ accountId: accountId() }),
);

export const DepositCash = define(
  'DepositCash',
  'Pays cash in; it can be traded with once the trading partition has booked it.',
  record({ accountId: accountId(), amount: positiveMoney('Amount paid in') }),
);

export const WithdrawCash = define(
  'WithdrawCash',
  'Pays out cash that is neither spent nor reserved for open orders.',
  record({ accountId: accountId(), amount: positiveMoney('Amount to pay out') }),
);

export const DepositSecurities = define(
  'DepositSecurities',
  'Transfers shares in from another custodian.',
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    quantity: quantity('Shares transferred in'),
  }),
);

/** What clients may ask of an account. */
export const ACCOUNT_COMMANDS = [
  OpenAccount,
  DepositCash,
  WithdrawCash,
  DepositSecurities,
] as const;

export type AccountCommand = MessageOf<(typeof ACCOUNT_COMMANDS)[number]>;
