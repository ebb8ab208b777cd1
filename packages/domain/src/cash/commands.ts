import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  message,
  money,
  positiveMoney,
  record,
} from '../contracts/schema/fields.ts';

/** Until when a bank may take back what it has sent. */
export const heldUntil = () =>
  Type.Optional(
    date(
      'Last day on which the bank may take it back: until it is over this may be traded with, and is not paid out',
    ),
  );

const named = {
  accountId: accountId(),
  depositId: commandId('The command that announced the deposit, or paid it in'),
};

export const DepositCash = defineCommand(
  'DepositCash',
  'Pays cash in; it can be traded with once the trading partition has booked it.',
  all('ops'),
  record({
    accountId: accountId(),
    amount: positiveMoney('Amount paid in'),
    heldUntil: heldUntil(),
  }),
);

export const WithdrawCash = defineCommand(
  'WithdrawCash',
  'Pays out settled cash that is neither spent nor reserved for open orders, nor held because a bank may take it back.',
  own(['trader'], ['ops']),
  record({ accountId: accountId(), amount: positiveMoney('Amount to pay out') }),
);

export const RequestDeposit = defineCommand(
  'RequestDeposit',
  'Announces cash that is on its way from a bank. Nothing can be traded with until it is confirmed. The id of this command becomes the id of the deposit.',
  own(['trader'], ['ops']),
  record({ accountId: accountId(), amount: positiveMoney('Amount that is coming') }),
);

export const ConfirmDeposit = defineCommand(
  'ConfirmDeposit',
  'The announced cash has come: pays it in.',
  all('ops'),
  record({ ...named, heldUntil: heldUntil() }),
);

export const DeclineDeposit = defineCommand(
  'DeclineDeposit',
  'The announced cash will not come.',
  all('ops'),
  record({ ...named, reason: message() }),
);

export const ReturnDeposit = defineCommand(
  'ReturnDeposit',
  'The bank has taken a deposit back: it leaves the account, whether or not it is still there.',
  all('ops'),
  record({ ...named, reason: message() }),
);

export const ReturnWithdrawal = defineCommand(
  'ReturnWithdrawal',
  'The bank has sent a payment back: it is in the account again.',
  all('ops'),
  record({
    accountId: accountId(),
    withdrawalId: commandId('The command that asked for the withdrawal'),
    reason: message(),
  }),
);

export const PostInterest = defineCommand(
  'PostInterest',
  'Books the interest of an account for all days up to one.',
  all('process'),
  record({
    accountId: accountId(),
    through: date('Last day that is paid for'),
    amount: money('What the account is paid; below zero: what it owes'),
  }),
);

/** What may be asked about the cash of an account. */
export const CASH_COMMANDS = [
  DepositCash,
  WithdrawCash,
  RequestDeposit,
  ConfirmDeposit,
  DeclineDeposit,
  ReturnDeposit,
  ReturnWithdrawal,
  PostInterest,
] as const;

export type CashCommand = MessageOf<(typeof CASH_COMMANDS)[number]>;
