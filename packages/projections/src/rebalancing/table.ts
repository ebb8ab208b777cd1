import { bigint, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { day, id, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';
import type { StoredTerms } from './stored-terms.ts';

const maybeInt8 = () => bigint({ mode: 'bigint' });

/** Targets that accounts share, as they are now. */
export const modelPortfolios = readModels.table('model_portfolios', {
  modelId: text().primaryKey(),
  version: integer().notNull(),
  terms: jsonb().$type<StoredTerms>().notNull(),
  setAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type ModelPortfolioRow = typeof modelPortfolios.$inferSelect;

/** What accounts should hold: a model, or targets of their own; both null: nothing any more. */
export const accountTargets = readModels.table('account_targets', {
  accountId: text().primaryKey(),
  modelId: text(),
  terms: jsonb().$type<StoredTerms>(),
  /** FIFO or SPECIFIC. */
  lotMethod: name(),
  setAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type AccountTargetsRow = typeof accountTargets.$inferSelect;

/** Plans, also those that are over. Money in 1/10 000 USD, drift in basis points. */
export const rebalancingPlans = readModels.table(
  'rebalancing_plans',
  {
    planId: uuid().primaryKey(),
    accountId: name(),
    modelId: text(),
    modelVersion: integer(),
    /** PROPOSED, TRADING, CANCELLING, EXPIRING, DONE, REJECTED, CANCELLED or EXPIRED. */
    status: name(),
    /** Why it was turned down or cancelled. */
    reason: text(),
    proposer: name(),
    approver: text(),
    /** Commit position of the last fact that the plan knows. */
    inputsPosition: int8(),
    lastDay: day(),
    orders: integer().notNull(),
    equity: sum(),
    cash: sum(),
    buffer: sum(),
    untradedDrift: sum(),
    /** Once every order has ended. */
    driftBefore: integer(),
    driftAfter: integer(),
    /** Shares that were planned and not traded, at their marks. */
    leftValue: maybeInt8(),
    proposedAt: int8(),
    approvedAt: maybeInt8(),
    endedAt: maybeInt8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('account').on(columns.accountId, columns.proposedAt),
    index('changes').on(columns.accountId, columns.position),
  ],
);

export type RebalancingPlanRow = typeof rebalancingPlans.$inferSelect;

/** Orders of plans. Money in 1/10 000 USD. */
export const rebalancingOrders = readModels.table(
  'rebalancing_orders',
  {
    orderId: uuid().primaryKey(),
    planId: id(),
    accountId: name(),
    /** Its place in the plan, from 0. */
    place: integer().notNull(),
    instrumentId: name(),
    side: name(),
    /** Shares planned, and those that the order was sent for; null: it was not. */
    quantity: int8(),
    sent: maybeInt8(),
    limitPrice: int8(),
    mark: int8(),
    held: int8(),
    targetValue: sum(),
    estimatedGain: maybeInt8(),
    estimatedLongGain: maybeInt8(),
    /** Lots that the sale takes, in this order; null: the oldest first. */
    lots: jsonb().$type<readonly string[]>(),
    executed: int8(),
    /** What executions brought, net of fees; below zero: cost. */
    cash: sum(),
    /** PLANNED, SENT, FILLED, CANCELLED, REJECTED or NOT_SENT. */
    status: name(),
    code: text(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('plan').on(columns.planId, columns.place)],
);

export type RebalancingOrderRow = typeof rebalancingOrders.$inferSelect;
