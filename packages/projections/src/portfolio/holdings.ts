import { sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';

/** A position as the read models have it, with what the market's day has done to it. Digits as Postgres writes them. */
export interface HoldingRow extends Record<string, unknown> {
  readonly instrument_id: string;
  readonly quantity: string;
  readonly cost: string;
  readonly realised: string;
  /** Of a future alone. */
  readonly entered: string | null;
  readonly entered_realised: string | null;
  /** Null where the day has not touched it. */
  readonly traded: string | null;
  readonly day_cost: string | null;
  readonly turnover: string | null;
}

/**
 * The positions of an account, closed ones too: what they realised counts. Trades that were taken back count on the day on
 * which they were taken back.
 * @param day of the market; null: it has had none.
 */
export function holdingsOf(
  db: PostgresJsDatabase,
  accountId: string,
  day: string | null,
): Promise<readonly HoldingRow[]> {
  return db.execute<HoldingRow>(raw`
    select p.instrument_id, p.quantity::text, p.cost::text, p.realised::text,
      f.entered::text, f.realised::text as entered_realised,
      (d.traded - coalesce(b.traded, 0))::text as traded,
      (d.cost - coalesce(b.cost, 0))::text as day_cost,
      (d.turnover - coalesce(b.turnover, 0))::text as turnover
    from read_models.positions p
    left join read_models.future_entries f on f.position_id = p.position_id
    left join lateral (
      select coalesce(sum(traded), 0) as traded, coalesce(sum(cost), 0) as cost,
        coalesce(sum(turnover), 0) as turnover
      from read_models.position_days
      where position_day_id = p.position_id || '/' || ${day}) d on true
    left join (${bustsOf(accountId, day)}) b on b.instrument_id = p.instrument_id
    where p.account_id = ${accountId}
    order by p.instrument_id`);
}

/** What the trades of an account that were taken back on a day had done, by instrument. */
function bustsOf(accountId: string, day: string | null) {
  return raw`
    select instrument_id, sum(sign * quantity) as traded, sum(sign * principal + fees) as cost,
      sum(sign * price * quantity) as turnover
    from (
      select instrument_id, quantity, principal, price, buy_fees as fees, 1 as sign, day
      from read_models.trade_busts where buy_account_id = ${accountId}
      union all
      select instrument_id, quantity, principal, price, sell_fees, -1, day
      from read_models.trade_busts where sell_account_id = ${accountId}) sides
    where day = ${day}::date
    group by instrument_id`;
}
