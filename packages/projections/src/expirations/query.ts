import { UUID_PATTERN } from '@bellwether/domain';
import { Type } from 'typebox';
import { named, pageOf, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { instrumentId, pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount, ofHouse, ofMarket } from '../read-model/query.ts';
import {
  exerciseRequestsProjection,
  expirationEffectsProjection,
  expirationsProjection,
  futureVariationsProjection,
} from './projection.ts';
import { listEffects, listExpirations, listOfAccount } from './read.ts';
import { exerciseRequests, expirationEffects, expirations, futureVariations } from './table.ts';

const EXPIRATION = named(
  'Expiration',
  'Contracts of an option that were exercised, or the end of an option or future; `code` says why it waits.',
  rowOf(expirations, {
    expirationId: 'ID',
    day: 'Day',
    settlementDate: 'Day',
    price: 'Decimal',
    exercised: 'Quantity',
    assigned: 'Quantity',
    cash: 'Decimal',
    requestedAt: 'Instant',
    position: 'Position',
  }),
);

const EFFECT = named(
  'ExpirationEffect',
  'What an exercise or expiration did to a position: contracts that are gone, and shares at the strike, or cash.',
  rowOf(expirationEffects, {
    id: 'ID',
    expirationId: 'ID',
    contracts: 'Quantity',
    cash: 'Decimal',
    quantity: 'Quantity',
    price: 'Decimal',
    principal: 'Decimal',
    underlyingPrice: 'Decimal',
    settlementDate: 'Day',
    settlementPrice: 'Decimal',
    day: 'Day',
    recordedPosition: 'Position',
    position: 'Position',
  }),
);

const REQUEST = named(
  'ExerciseRequest',
  'Contracts that an account wants exercised at the next close, or, as an instruction, on the last day; null: by exception.',
  rowOf(exerciseRequests, {
    id: 'ID',
    contracts: 'Quantity',
    requestedAt: 'Instant',
    recordedPosition: 'Position',
    position: 'Position',
  }),
);

const VARIATION = named(
  'FutureVariation',
  'What a day of a future paid an account; below zero: what it paid.',
  rowOf(futureVariations, {
    id: 'ID',
    day: 'Day',
    quantity: 'Quantity',
    settlementPrice: 'Decimal',
    amount: 'Decimal',
    recordedPosition: 'Position',
    position: 'Position',
  }),
);

/** How options and futures end, day by day and at last. */
export const EXPIRATIONS: Capability = {
  projections: [
    expirationsProjection,
    expirationEffectsProjection,
    exerciseRequestsProjection,
    futureVariationsProjection,
  ],
  queries: {
    'expiration.list': ofMarket(
      {
        description: 'Exercises and expirations, of one instrument or of all, the latest first.',
        field: { name: 'expirations', list: 'expirations' },
        input: { instrumentId: Type.Optional(instrumentId), ...paging },
        output: pageOf(EXPIRATION),
      },
      ({ db }, input) => listExpirations(db, input.instrumentId, pageAsked(input)),
    ),
    'expiration.effects': ofHouse(
      {
        description: 'What an exercise or expiration did, account by account.',
        field: { name: 'expirationEffects', list: 'effects' },
        input: {
          expirationId: Type.String({ pattern: UUID_PATTERN, description: 'Expiration' }),
          ...paging,
        },
        output: pageOf(EFFECT),
      },
      ({ db }, input) => listEffects(db, input.expirationId, pageAsked(input)),
    ),
    'expiration.of-account': ofAccount(
      {
        description: 'What exercises and expirations did to an account, the latest first.',
        field: { name: 'accountExpirations', list: 'effects' },
        input: paging,
        output: pageOf(EFFECT),
      },
      NO_ROWS,
      ({ db }, input) => listOfAccount(db, expirationEffects, input.accountId, pageAsked(input)),
    ),
    'expiration.requests': ofAccount(
      {
        description: 'What an account has asked to be exercised, the latest first.',
        field: { name: 'exerciseRequests', list: 'requests' },
        input: paging,
        output: pageOf(REQUEST),
      },
      NO_ROWS,
      ({ db }, input) => listOfAccount(db, exerciseRequests, input.accountId, pageAsked(input)),
    ),
    'expiration.variations': ofAccount(
      {
        description: 'What futures paid an account day by day, the latest first.',
        field: { name: 'futureVariations', list: 'variations' },
        input: paging,
        output: pageOf(VARIATION),
      },
      NO_ROWS,
      ({ db }, input) => listOfAccount(db, futureVariations, input.accountId, pageAsked(input)),
    ),
  },
};
