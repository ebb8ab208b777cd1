import { UUID_PATTERN, type Actor } from '@bellwether/domain';
import { and, asc, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { pageSize, parseCursor, toPage, type Page, type Paging } from '../read-model/page.ts';
import { maySee } from '../read-model/seen-by.ts';
import {
  modelPortfolios,
  rebalancingOrders,
  rebalancingPlans,
  type ModelPortfolioRow,
  type RebalancingOrderRow,
  type RebalancingPlanRow,
} from './table.ts';

/** Models by their names. */
export async function listModels(
  db: PostgresJsDatabase,
  { first, after }: Paging,
): Promise<Page<ModelPortfolioRow>> {
  const size = pageSize(first);
  const { modelId } = modelPortfolios;
  const rows = await db
    .select()
    .from(modelPortfolios)
    .where(after === undefined ? undefined : gt(modelId, after))
    .orderBy(asc(modelId))
    .limit(size + 1);
  return toPage(rows, size, (row) => row.modelId);
}

/** Plans of an account, latest first. @throws BadCursorError */
export async function listPlans(
  db: PostgresJsDatabase,
  accountId: string,
  { first, after }: Paging,
): Promise<Page<RebalancingPlanRow>> {
  const size = pageSize(first);
  const { proposedAt, planId } = rebalancingPlans;
  const rows = await db
    .select()
    .from(rebalancingPlans)
    .where(
      and(
        eq(rebalancingPlans.accountId, accountId),
        after === undefined ? undefined : before(after),
      ),
    )
    .orderBy(desc(proposedAt), asc(planId))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.proposedAt}.${row.planId}`);
}

function before(cursor: string): SQL | undefined {
  const { proposedAt, planId } = rebalancingPlans;
  const { first: time, rest } = parseCursor(cursor, new RegExp(UUID_PATTERN));
  return or(lt(proposedAt, time), and(eq(proposedAt, time), gt(planId, rest)));
}

/** A plan with its orders; undefined where there is none that somebody may see. */
export async function findPlan(
  db: PostgresJsDatabase,
  planId: string,
  viewer: Actor,
): Promise<(RebalancingPlanRow & { readonly lines: readonly RebalancingOrderRow[] }) | undefined> {
  const [plan] = await db
    .select()
    .from(rebalancingPlans)
    .where(eq(rebalancingPlans.planId, planId));
  if (plan === undefined || !maySee(viewer, plan.accountId)) return undefined;
  const lines = await db
    .select()
    .from(rebalancingOrders)
    .where(eq(rebalancingOrders.planId, planId))
    .orderBy(asc(rebalancingOrders.place));
  return { ...plan, lines };
}

/** An order of a plan; undefined where no plan that somebody may see has asked for it. */
export async function findPlanOrder(
  db: PostgresJsDatabase,
  orderId: string,
  viewer: Actor,
): Promise<RebalancingOrderRow | undefined> {
  const [row] = await db
    .select()
    .from(rebalancingOrders)
    .where(eq(rebalancingOrders.orderId, orderId));
  return row !== undefined && maySee(viewer, row.accountId) ? row : undefined;
}
