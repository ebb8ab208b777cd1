// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  instrumentId,
  integer,
  oneOf,
  price,
  quantity,
  quantityOrZero,
  record,
} from '../contracts/schema/fields.ts';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { ExerciseOption, InstructExpiration } from './commands.ts';

/** What is done with a series: contracts are exercised before its end, or it ends. The order is part of the journal: append only. */
export const EXPIRATION_KINDS = ['EXERCISE', 'EXPIRATION'] as const;
export type ExpirationKind = (typeof EXPIRATION_KINDS)[number];

/** Accounts of one fact at most: it must fit into an event. */
export const EXPIRATION_ACCOUNTS_MAX = 5_000;

/** Which expiration, and which attempt at it. */
export const EXPIRATION_NAMED = {
  instrumentId: instrumentId(),
  expirationId: commandId('The command that asked for it'),
  kind: oneOf(EXPIRATION_KINDS, 'Exercise before the end, or the end'),
  attempt: integer('Which attempt, from 1', { minimum: 1, maximum: 1_000_000 }),
};

export const ExerciseRequested = define(
  'ExerciseRequested',
  'The account wants contracts exercised when the market has closed.',
  ExerciseOption.schema,
);

export const ExpirationInstructed = define(
  'ExpirationInstructed',
  'The account says how many contracts are exercised when the option expires.',
  InstructExpiration.schema,
);

const list = <T extends ReturnType<typeof record>>(item: T, description: string) =>
  Type.Array(item, { maxItems: EXPIRATION_ACCOUNTS_MAX, description });

export const ExpirationDue = define(
  'ExpirationDue',
  'The partition that trades the instrument exercises and assigns contracts, or ends the series.',
  record({
    ...EXPIRATION_NAMED,
    tradeDate: date('Day of the exercise'),
    settlementDate: date('Day on which shares and money change hands'),
    settlementPrice: Type.Optional(price('As somebody has said; absent: as the partition knows')),
    exercises: list(
      record({ accountId: accountId(), contracts: quantity('Contracts') }),
      'What was asked for',
    ),
    instructions: list(
      record({ accountId: accountId(), contracts: quantityOrZero('Contracts') }),
      'Accounts for which it is not by exception',
    ),
  }),
);

export const ExpirationEffective = define(
  'ExpirationEffective',
  'It has happened: positions, orders and cash follow it.',
  record(EXPIRATION_NAMED),
);

export const ExpirationDeferred = define(
  'ExpirationDeferred',
  'It could not be done yet.',
  record({ ...EXPIRATION_NAMED, code: oneOf(REJECT_CODES, 'Reason') }),
);

export const EXPIRATION_FACTS = [
  ExerciseRequested,
  ExpirationInstructed,
  ExpirationDue,
  ExpirationEffective,
  ExpirationDeferred,
] as const;

export type ExpirationFact = MessageOf<(typeof EXPIRATION_FACTS)[number]>;
export type ExpirationDueFact = MessageOf<typeof ExpirationDue>;
