import { UUID_PATTERN } from '@bellwether/domain';
import { eq } from 'drizzle-orm';
import { Type } from 'typebox';
import { orNull, pageOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField } from '../read-model/followed-table.ts';
import { orderId, pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount, ofMarket, ofSomething } from '../read-model/query.ts';
import {
  ACCOUNT_TARGETS,
  DRY_RUN,
  dryRunAnswer,
  MODEL,
  PLAN,
  PLAN_ORDER,
  PLAN_WITH_ORDERS,
} from './answers.ts';
import { dryRun } from './dry-run.ts';
import { rebalancingOrdersProjection } from './orders-projection.ts';
import { rebalancingPlansProjection } from './plans-projection.ts';
import { findPlan, findPlanOrder, listModels, listPlans } from './read.ts';
import { toldTerms } from './stored-terms.ts';
import { accountTargets, rebalancingPlans } from './table.ts';
import { accountTargetsProjection, modelPortfoliosProjection } from './targets-projection.ts';

/** Rebalancing: what accounts should hold, what would bring them there, and the plans that do. */
export const REBALANCING: Capability = {
  projections: [
    modelPortfoliosProjection,
    accountTargetsProjection,
    rebalancingPlansProjection,
    rebalancingOrdersProjection,
  ],
  queries: {
    'rebalancing.models': ofMarket(
      {
        description: 'Model portfolios by their names.',
        field: { name: 'modelPortfolios', list: 'models' },
        input: paging,
        output: pageOf(MODEL),
      },
      async ({ db }, input) => {
        const { rows, next } = await listModels(db, pageAsked(input));
        return { rows: rows.map((row) => ({ ...row, terms: toldTerms(row.terms) })), next };
      },
    ),
    'rebalancing.targets': ofAccount(
      {
        description: 'What an account should hold: a model, or targets of its own.',
        field: { name: 'accountTargets' },
        input: {},
        output: orNull(ACCOUNT_TARGETS),
      },
      null,
      async ({ db }, { accountId }) => {
        const found = db.select().from(accountTargets);
        const [row] = await found.where(eq(accountTargets.accountId, accountId));
        return row === undefined ? null : { ...row, terms: row.terms && toldTerms(row.terms) };
      },
    ),
    'rebalancing.dry-run': ofAccount(
      {
        description:
          'The orders that would bring an account to its targets now, from its positions, marks, cash and open orders. Nothing happens.',
        field: { name: 'rebalancingDryRun' },
        input: {
          allowStale: Type.Optional(
            Type.Boolean({ description: 'Plan with prices of days before, too' }),
          ),
        },
        output: orNull(DRY_RUN),
      },
      null,
      async (models, { accountId, allowStale = false }) => {
        const run = await dryRun(models, { accountId, allowStale });
        return run === undefined ? null : dryRunAnswer(accountId, run);
      },
    ),
    'rebalancing.plans': ofAccount(
      {
        description: 'Rebalancing plans of an account, the latest first.',
        field: { name: 'rebalancingPlans', list: 'plans' },
        input: paging,
        output: pageOf(PLAN),
      },
      NO_ROWS,
      ({ db }, input) => listPlans(db, input.accountId, pageAsked(input)),
    ),
    'rebalancing.plan': ofSomething(
      {
        description: 'A rebalancing plan with its orders and what became of each.',
        field: { name: 'rebalancingPlan', id: 'planId' },
        input: { planId: Type.String({ pattern: UUID_PATTERN, description: 'Plan' }) },
        output: orNull(PLAN_WITH_ORDERS),
      },
      null,
      async ({ db }, input, { viewer }) => (await findPlan(db, input.planId, viewer)) ?? null,
    ),
    'rebalancing.order': ofSomething(
      {
        description: 'Which plan has asked for an order; nothing where none has.',
        field: { name: 'rebalancingOrder', id: 'orderId' },
        input: { orderId },
        output: orNull(PLAN_ORDER),
      },
      null,
      async ({ db }, input, { viewer }) => (await findPlanOrder(db, input.orderId, viewer)) ?? null,
    ),
  },
  subscriptions: {
    'rebalancing.changes': {
      description: 'Rebalancing plans of an account, now and whenever one changes',
      of: 'account',
      field: 'rebalancingPlanChanges',
      message: 'RebalancingPlanChanges',
      list: 'plans',
      row: PLAN,
      follows: {
        projection: rebalancingPlansProjection.name,
        table: rebalancingPlans,
        owners: [rebalancingPlans.accountId],
        key: keyField(rebalancingPlans, 'planId'),
      },
    },
  },
};
