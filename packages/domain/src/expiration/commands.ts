import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  instrumentId,
  price,
  quantity,
  quantityOrZero,
  record,
} from '../contracts/schema/fields.ts';

const held = { instrumentId: instrumentId(), accountId: accountId() };

export const ExerciseOption = defineCommand(
  'ExerciseOption',
  'Exercises contracts of an American option that are held, when the market has closed (17:30 in New York). What was asked for before the same close adds up.',
  own(['trader'], ['ops']),
  record({ ...held, contracts: quantity('Contracts to exercise') }),
);

export const InstructExpiration = defineCommand(
  'InstructExpiration',
  'Says how many contracts are exercised when the option expires, whatever it is worth then; without a number it is by exception again: all of them where they are in the money.',
  own(['trader'], ['ops']),
  record({
    ...held,
    contracts: Type.Optional(
      quantityOrZero('Contracts to exercise, at most those held; 0: none; absent: by exception'),
    ),
  }),
);

export const ApplyExpiration = defineCommand(
  'ApplyExpiration',
  'Ends an option or future whose last day is over, or, before, exercises what was asked for; once the market is closed.',
  all('ops', 'process'),
  record({
    instrumentId: instrumentId(),
    settlementPrice: Type.Optional(
      price(
        'Of a future its final settlement price, of an option what it is on is worth; absent: the official close or, without one, the last sale',
      ),
    ),
  }),
);

export const EXPIRATION_COMMANDS = [ExerciseOption, InstructExpiration, ApplyExpiration] as const;

export type ExpirationCommand = MessageOf<(typeof EXPIRATION_COMMANDS)[number]>;
