// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  message,
  oneOf,
  positiveMoney,
  record,
} from '../contracts/schema/fields.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { heldUntil, PostInterest } from './commands.ts';

const withdrawal = {
  accountId: accountId(),
  withdrawalId: commandId('The command that asked for the withdrawal'),
  amount: positiveMoney('Amount'),
};

const deposit = {
  accountId: accountId(),
  depositId: commandId('The deposit'),
  amount: positiveMoney('Amount'),
};

export const DepositRequested = define(
  'DepositRequested',
  'Cash is on its way from a bank.',
  record(deposit),
);

export const DepositDeclined = define(
  'DepositDeclined',
  'The announced cash will not come.',
  record({ ...deposit, reason: message() }),
);

export const CashDeposited = define(
  'CashDeposited',
  'Cash was paid in.',
  record({
    accountId: accountId(),
    amount: positiveMoney('Amount paid in'),
    depositId: Type.Optional(commandId('The deposit; absent: paid in before deposits had ids')),
    heldUntil: heldUntil(),
  }),
);

export const DepositReturned = define(
  'DepositReturned',
  'The bank took a deposit back.',
  record({ ...deposit, reason: message() }),
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

export const WithdrawalReturned = define(
  'WithdrawalReturned',
  'The bank sent a payment back.',
  record({ ...withdrawal, reason: message() }),
);

export const InterestPosted = define(
  'InterestPosted',
  'The account was paid interest, or owes it, for all days up to one.',
  PostInterest.schema,
);

/** What can become of the cash of an account. */
export const CASH_FACTS = [
  CashDeposited,
  CashWithdrawalRequested,
  CashWithdrawn,
  CashWithdrawalRefused,
  DepositRequested,
  DepositDeclined,
  DepositReturned,
  WithdrawalReturned,
  InterestPosted,
] as const;

export type CashFact = MessageOf<(typeof CASH_FACTS)[number]>;

export type CashWithdrawalRequestedFact = MessageOf<typeof CashWithdrawalRequested>;
