import { sql, type SQL } from 'drizzle-orm';

/**
 * The status of an order, SETTLED where every execution of an executed one has settled: a run that left nothing of its
 * account and instrument late stands behind its last execution, and none of its executions is due after that run's day.
 */
export const statusNow: SQL<string> = sql<string>`case when orders.status = 'EXECUTED' and exists (
  select 1 from read_models.settled_positions p join read_models.settlement_runs r on r.run_id = p.settled_run_id
  where p.settled_id = orders.account_id || '/' || orders.instrument_id and r.cutoff > orders.position
    and not exists (select 1 from read_models.trades t
      where (t.buy_order_id = orders.order_id or t.sell_order_id = orders.order_id)
        and coalesce(t.settlement_date, t.trade_date) > r.settlement_date))
  then 'SETTLED' else orders.status end`;
