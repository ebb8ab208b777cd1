import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { date, integer, moneyOrZero, oneOf, record } from '../contracts/schema/fields.ts';
import { ACCOUNTS_MAX, RATE_MAX_BASIS_POINTS } from './terms.ts';

/** Currencies of cash. There is one. */
const CURRENCIES = ['USD'] as const;

const currency = () => oneOf(CURRENCIES, 'Currency');

const rate = (description: string) =>
  integer(`${description}, 1/10 000 a year of 360 days`, {
    minimum: 0,
    maximum: RATE_MAX_BASIS_POINTS,
  });

export const SetInterestRates = defineCommand(
  'SetInterestRates',
  'Says what the house pays for cash of accounts, and takes for what they owe, from a day on.',
  all('ops'),
  record({
    currency: currency(),
    from: date('First day of these rates: after that of the rates before, and not paid for yet'),
    creditBasisPoints: rate('Paid on balances above zero'),
    debitBasisPoints: rate('Taken on balances below zero'),
  }),
);

export const CloseInterest = defineCommand(
  'CloseInterest',
  'The interest of all accounts is booked for all days up to one.',
  all('process'),
  record({
    currency: currency(),
    through: date('Last day that is paid for'),
    accounts: integer('Accounts that were paid or owe', { minimum: 0, maximum: ACCOUNTS_MAX }),
    paid: moneyOrZero('Paid to accounts'),
    owed: moneyOrZero('Taken from accounts'),
  }),
);

export const INTEREST_COMMANDS = [SetInterestRates, CloseInterest] as const;

export type InterestCommand = MessageOf<(typeof INTEREST_COMMANDS)[number]>;
