import { bigint, date, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { day, id, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

const maybeInt8 = () => bigint({ mode: 'bigint' });

/** Exercises and expirations: what each is of, how far it is, and its sums. Amounts in 1/10 000 USD. */
export const expirations = readModels.table(
  'expirations',
  {
    expirationId: uuid().primaryKey(),
    instrumentId: name(),
    /** EXERCISE: before the end; EXPIRATION: the end. */
    kind: name(),
    attempt: integer().notNull(),
    /** DUE, DEFERRED or DONE. */
    status: name(),
    /** Why it could not be done. */
    code: text(),
    /** Day of the exercise. */
    day: day(),
    settlementDate: day(),
    /** What the underlying of an option was worth, or the settlement price of a future; 0 before it is done. */
    price: int8(),
    /** Contracts of accounts here. */
    exercised: int8(),
    assigned: int8(),
    /** Paid to accounts for contracts; below zero: by them. */
    cash: sum(),
    positions: integer().notNull(),
    orders: integer().notNull(),
    requestedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('instrument').on(columns.instrumentId, columns.position)],
);

export type ExpirationRow = typeof expirations.$inferSelect;

/** What an exercise or expiration did to one account, or to the clearing house for those outside. */
export const expirationEffects = readModels.table(
  'expiration_effects',
  {
    /** Position, place and account. */
    id: text().primaryKey(),
    expirationId: id(),
    accountId: name(),
    instrumentId: name(),
    /** EXERCISED, ASSIGNED (shares at the strike), CASH, LAPSED, or REFUSED. */
    effect: name(),
    /** What the position changed by; of what was refused the contracts that were asked for. */
    contracts: int8(),
    /** For cash: below zero paid. */
    cash: sum(),
    /** Of a delivery: what is bought or sold, at which strike, and what a share was worth. */
    tradeId: text(),
    side: text(),
    underlyingId: text(),
    quantity: int8(),
    price: int8(),
    principal: sum(),
    underlyingPrice: int8(),
    settlementDate: date({ mode: 'string' }),
    /** Of a future. */
    settlementPrice: maybeInt8(),
    code: text(),
    /** Day in New York on which it was recorded. */
    day: day(),
    /** Where it stands in the log: position of its batch, and place in that. */
    recordedPosition: int8(),
    batchIndex: integer().notNull(),
    position: int8(),
  },
  (columns) => [
    index('expiration').on(columns.expirationId, columns.id),
    index('held').on(columns.accountId, columns.instrumentId),
    index('delivered').on(columns.accountId, columns.underlyingId),
    index('settles').on(columns.settlementDate),
  ],
);

export type ExpirationEffectRow = typeof expirationEffects.$inferSelect;

/** What accounts have asked for: contracts to exercise, and what is to happen on the last day. */
export const exerciseRequests = readModels.table(
  'exercise_requests',
  {
    id: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    /** EXERCISE: at the next close; INSTRUCTION: on the last day. */
    kind: name(),
    /** Null: by exception again. */
    contracts: maybeInt8(),
    requestedAt: int8(),
    recordedPosition: int8(),
    batchIndex: integer().notNull(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.position)],
);

export type ExerciseRequestRow = typeof exerciseRequests.$inferSelect;

/** What futures were settled at, and paid each account. */
export const futureVariations = readModels.table(
  'future_variations',
  {
    id: text().primaryKey(),
    accountId: name(),
    instrumentId: name(),
    /** That was settled. */
    day: day(),
    /** Below zero: short. */
    quantity: int8(),
    settlementPrice: int8(),
    amount: sum(),
    recordedPosition: int8(),
    batchIndex: integer().notNull(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.position)],
);

export type FutureVariationRow = typeof futureVariations.$inferSelect;
