import { CLEARING_HOUSE, formatDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import {
  exerciseRequests,
  expirationEffects,
  expirations,
  futureVariations,
  type ExerciseRequestRow,
  type ExpirationEffectRow,
  type ExpirationRow,
  type FutureVariationRow,
} from './table.ts';

/** A fact that changes an expiration which is known. */
function changes<Data extends { readonly expirationId: string }>(
  change: (data: Data) => Partial<ExpirationRow>,
): Reaction<ExpirationRow, Data> {
  return {
    keys: ({ expirationId }) => [expirationId],
    evolve: (row, data, { position }) => row && { ...row, ...change(data), position },
  };
}

/** Exercises and expirations by id. */
export const expirationsProjection: Projection = defineProjection<ExpirationRow>({
  name: 'expirations',
  version: 1,
  tables: { postgres: expirations },
  key: 'expirationId',
  on: {
    ExpirationDue: {
      creates: true,
      keys: ({ expirationId }) => [expirationId],
      evolve: (_, data, { at: requestedAt, position }) => ({
        expirationId: data.expirationId,
        instrumentId: data.instrumentId,
        kind: data.kind,
        attempt: data.attempt,
        status: 'DUE',
        code: null,
        day: formatDate(data.tradeDate),
        settlementDate: formatDate(data.settlementDate),
        price: 0n,
        exercised: 0n,
        assigned: 0n,
        cash: 0n,
        positions: 0,
        orders: 0,
        requestedAt,
        position,
      }),
    },
    ExpirationApplied: changes(({ price, exercised, assigned, cash, positions, orders }) => ({
      price,
      exercised,
      assigned,
      cash,
      positions,
      orders,
    })),
    ExpirationEffective: changes(() => ({ status: 'DONE' })),
    ExpirationDeferred: changes(({ code }) => ({ status: 'DEFERRED', code })),
  },
});

type Told = Pick<ExpirationEffectRow, 'effect' | 'contracts'> & Partial<ExpirationEffectRow>;

interface OfAccount {
  readonly expirationId: string;
  readonly instrumentId: string;
  readonly accountId: string;
}

const placeOf = ({ position, index }: FactContext): string => `${position}.${index}`;

function effect(
  { expirationId, instrumentId, accountId }: OfAccount,
  id: string,
  context: FactContext,
  told: Told,
): ExpirationEffectRow {
  const { at, position, index: batchIndex } = context;
  return {
    id,
    expirationId,
    accountId,
    instrumentId,
    cash: 0n,
    tradeId: null,
    side: null,
    underlyingId: null,
    quantity: 0n,
    price: 0n,
    principal: 0n,
    underlyingPrice: 0n,
    settlementDate: null,
    settlementPrice: null,
    code: null,
    day: tradeDateOf(at),
    ...told,
    recordedPosition: position,
    batchIndex,
    position,
  };
}

/** A row for one account. */
function toAccount<Data extends OfAccount>(
  tell: (data: Data) => Told,
): Reaction<ExpirationEffectRow, Data> {
  return {
    creates: true,
    keys: ({ accountId }, context) => [`${placeOf(context)}/${accountId}`],
    evolve: (_, data, context, key) => effect(data, key, context, tell(data)),
  };
}

/** Who buys and who sells; the clearing house where it is nobody here. */
function partiesOf({ buyAccountId, sellAccountId }: DataOf<'OptionExercised'>) {
  return { BUY: buyAccountId ?? CLEARING_HOUSE, SELL: sellAccountId ?? CLEARING_HOUSE };
}

function delivery(
  data: DataOf<'OptionExercised'>,
  context: FactContext,
  key: string,
): ExpirationEffectRow {
  const parties = partiesOf(data);
  const side = key.endsWith(`/${parties.BUY}`) ? 'BUY' : 'SELL';
  const isHolder = (data.right === 'CALL') === (side === 'BUY');
  return effect({ ...data, accountId: parties[side] }, key, context, {
    effect: isHolder ? 'EXERCISED' : 'ASSIGNED',
    contracts: isHolder ? -data.contracts : data.contracts,
    tradeId: data.tradeId,
    side,
    underlyingId: data.underlyingId,
    quantity: data.quantity,
    price: data.price,
    principal: data.principal,
    underlyingPrice: data.underlyingPrice,
    settlementDate: formatDate(data.settlementDate),
  });
}

/** What exercises and expirations did, account by account. */
export const expirationEffectsProjection: Projection = defineProjection<ExpirationEffectRow>({
  name: 'expiration_effects',
  version: 1,
  tables: { postgres: expirationEffects },
  key: 'id',
  on: {
    OptionExercised: {
      creates: true,
      keys: (data, context) =>
        Object.values(partiesOf(data)).map((party) => `${placeOf(context)}/${party}`),
      evolve: (_, data, context, key) => delivery(data, context, key),
    },
    PositionExpired: toAccount((data) => ({
      effect: data.exercised === 0n && data.settlementPrice === undefined ? 'LAPSED' : 'CASH',
      contracts: data.quantity - data.quantityBefore,
      cash: data.cash,
      settlementPrice: data.settlementPrice ?? null,
    })),
    ExerciseRefused: toAccount(({ contracts, code }) => ({ effect: 'REFUSED', contracts, code })),
  },
});

function requests<Data extends Omit<OfAccount, 'expirationId'> & { readonly contracts?: bigint }>(
  kind: string,
): Reaction<ExerciseRequestRow, Data> {
  return {
    creates: true,
    keys: (_, context) => [placeOf(context)],
    evolve: (_, { accountId, instrumentId, contracts = null }, context, id) => {
      const { at: requestedAt, position, index: batchIndex } = context;
      const row = { id, accountId, instrumentId, kind, contracts, requestedAt };
      return { ...row, recordedPosition: position, batchIndex, position };
    },
  };
}

/** What accounts have asked for, in the order of the log. */
export const exerciseRequestsProjection: Projection = defineProjection<ExerciseRequestRow>({
  name: 'exercise_requests',
  version: 1,
  tables: { postgres: exerciseRequests },
  key: 'id',
  on: {
    ExerciseRequested: requests<DataOf<'ExerciseRequested'>>('EXERCISE'),
    ExpirationInstructed: requests<DataOf<'ExpirationInstructed'>>('INSTRUCTION'),
  },
});

/** What was paid for each day of a future. */
export const futureVariationsProjection: Projection = defineProjection<FutureVariationRow>({
  name: 'future_variations',
  version: 1,
  tables: { postgres: futureVariations },
  key: 'id',
  on: {
    VariationPaid: {
      creates: true,
      keys: (_, context) => [placeOf(context)],
      evolve: (_, { tradeDate, multiplier: __, ...data }, { position, index }, id) => ({
        id,
        ...data,
        day: formatDate(tradeDate),
        recordedPosition: position,
        batchIndex: index,
        position,
      }),
    },
  },
});
