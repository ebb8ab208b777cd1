import { and, inArray, ne, not, or, sql, type SQL } from 'drizzle-orm';
import { orders } from './table.ts';

/**
 * Whether every execution of an order has settled: a run that left nothing of its account and instrument late stands behind
 * its last execution, and none of its executions is due after that run's day.
 */
const isSettled: SQL<boolean> = sql<boolean>`exists (
  select 1 from read_models.settled_positions p join read_models.settlement_runs r on r.run_id = p.settled_run_id
  where p.settled_id = orders.account_id || '/' || orders.instrument_id and r.cutoff > orders.position
    and not exists (select 1 from read_models.trades t
      where (t.buy_order_id = orders.order_id or t.sell_order_id = orders.order_id)
        and coalesce(t.settlement_date, t.trade_date) > r.settlement_date))`;

/** The status of an order: SETTLED where an executed one has settled. */
export const statusNow: SQL<string> = sql<string>`case
  when orders.status = 'EXECUTED' and ${isSettled} then 'SETTLED' else orders.status end`;

/** Orders in one of several states. Settlement is looked at where it tells two of them apart, and nowhere else. */
export function hasStatus(wanted: readonly string[]): SQL | undefined {
  const [executed, settled] = ['EXECUTED', 'SETTLED'].map((one) => wanted.includes(one));
  const stored = wanted.map((one) => (one === 'SETTLED' ? 'EXECUTED' : one));
  const isStored = inArray(orders.status, [...new Set(stored)]);
  if (executed === settled) return isStored;
  return and(isStored, or(ne(orders.status, 'EXECUTED'), executed ? not(isSettled) : isSettled));
}
