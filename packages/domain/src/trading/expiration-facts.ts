// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  instrumentId,
  integer,
  money,
  oneOf,
  price,
  quantity,
  quantityOrZero,
  record,
  signed,
  tradeId,
  unsigned,
} from '../contracts/schema/fields.ts';
import { EXPIRATION_NAMED } from '../expiration/facts.ts';
import { OPTION_RIGHTS } from '../instruments/terms.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';

/** What a partition does about an expiration follows a fact of the expiration's own stream. */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

const named = { instrumentId: instrumentId(), expirationId: commandId('The expiration') };
const count = (of: string) => integer(of, { minimum: 0, maximum: 2 ** 31 - 1 });
const multiplier = integer('Units of one contract', { minimum: 1, maximum: 1_000_000 });

export const ExpirationApplied = define(
  'ExpirationApplied',
  'Contracts are exercised and assigned, or the series has ended, with the orders and positions that follow this fact. What accounts here do not exercise, others outside do.',
  record({
    ...EXPIRATION_NAMED,
    price: price(
      'Of an option what it is on is worth, of a future the settlement price; 1/10 000 USD',
    ),
    tradeDate: date('Day of the exercise'),
    exercised: quantityOrZero('Contracts that accounts here exercise'),
    assigned: quantityOrZero('Contracts that accounts here are assigned'),
    cash: money(
      'Cash that accounts get for contracts; below zero: pay. Money for shares is not in it',
    ),
    positions: count('Facts about positions that follow'),
    orders: count('Open orders that end'),
    ...source,
  }),
);

export const OptionExercised = define(
  'OptionExercised',
  'The holder of an option has bought (call) or sold (put) shares at the strike, and a writer of it has sold or bought them.',
  record({
    ...named,
    tradeId: tradeId(),
    right: oneOf(OPTION_RIGHTS, 'Call or put'),
    contracts: quantity('Contracts that are exercised, and assigned'),
    underlyingId: instrumentId(),
    price: price('Strike: what is paid for a share'),
    quantity: quantity('Shares'),
    principal: money('Cash that changes hands for them'),
    underlyingPrice: price('What a share is worth'),
    /** Absent: somebody outside, whom the clearing house speaks for. */
    buyAccountId: Type.Optional(accountId()),
    sellAccountId: Type.Optional(accountId()),
    tradeDate: date('Trading day'),
    settlementDate: date('Day on which cash and shares change hands'),
  }),
);

export const PositionExpired = define(
  'PositionExpired',
  'Contracts have ended, or were exercised, for cash or for nothing.',
  record({
    ...named,
    accountId: accountId(),
    quantityBefore: signed('Position before; below zero: short'),
    quantity: signed('Position after'),
    exercised: quantityOrZero('Contracts that were exercised or assigned for cash'),
    cash: money(
      'Paid for them; below zero: owed by who is short, or the last variation of a future',
    ),
    multiplier,
    settlementPrice: Type.Optional(price('Of a future: at which it ends')),
  }),
);

export const ExerciseRefused = define(
  'ExerciseRefused',
  'Contracts that an account wanted exercised are not.',
  record({
    ...named,
    accountId: accountId(),
    contracts: quantity('Contracts'),
    code: oneOf(REJECT_CODES, 'Reason'),
  }),
);

export const ExpirationDeclined = define(
  'ExpirationDeclined',
  'It cannot be done here now.',
  record({ ...EXPIRATION_NAMED, code: oneOf(REJECT_CODES, 'Reason'), ...source }),
);

export const ExpirationConfirmed = define(
  'ExpirationConfirmed',
  'Its own stream knows what became of it.',
  record({ ...EXPIRATION_NAMED, ...source }),
);

export const VariationPaid = define(
  'VariationPaid',
  'What a future has gained or lost an account since it was settled last is paid.',
  record({
    instrumentId: instrumentId(),
    accountId: accountId(),
    tradeDate: date('Day that is settled'),
    quantity: signed('Position; below zero: short'),
    settlementPrice: price('From which gains and losses count from now on'),
    multiplier,
    amount: money('Paid to the account; below zero: by it'),
  }),
);

/** What partitions record about exercise, expiration and variation, in the order of the journal's union. */
export const EXPIRATION_JOURNAL_FACTS = [
  ExpirationApplied,
  OptionExercised,
  PositionExpired,
  ExerciseRefused,
  ExpirationDeclined,
  ExpirationConfirmed,
  VariationPaid,
] as const;

export type ExpirationJournalFact = MessageOf<(typeof EXPIRATION_JOURNAL_FACTS)[number]>;
export type OptionExercisedFact = MessageOf<typeof OptionExercised>;
export type PositionExpiredFact = MessageOf<typeof PositionExpired>;
export type VariationPaidFact = MessageOf<typeof VariationPaid>;
