import type { Sql } from '@bellwether/platform/postgres';

/** A position as the read models have it, with what the market's day has done to it. Digits as Postgres writes them. */
export interface HoldingRow extends Record<string, unknown> {
  readonly instrument_id: string;
  readonly quantity: string;
  readonly cost: string;
  readonly realised: string;
  /** Of a future alone. */
  readonly entered: string | null;
  readonly entered_realised: string | null;
  /** Of the market's day. */
  readonly traded: string;
  readonly day_cost: string;
  readonly turnover: string;
}

/** Trades that were taken back on a day, by instrument and as positions book them: what they had done is undone. */
const BUSTS = `
  select instrument_id, sum(sign * quantity) as traded, sum(sign * principal + fees) as cost,
    sum(sign * price * quantity) as turnover
  from (
    select instrument_id, quantity, principal, price, buy_fees as fees, 1 as sign, day
    from read_models.trade_busts where buy_account_id = $1
    union all
    select instrument_id, quantity, principal, price, sell_fees, -1, day
    from read_models.trade_busts where sell_account_id = $1) sides
  where day = $2::date
  group by instrument_id`;

/** Rows of the day are few: they are found once, and not for each position. */
const HOLDINGS = `
  select p.instrument_id, p.quantity, p.cost, p.realised, f.entered, f.realised as entered_realised,
    coalesce(d.traded, 0) - coalesce(b.traded, 0) as traded,
    coalesce(d.cost, 0) - coalesce(b.cost, 0) as day_cost,
    coalesce(d.turnover, 0) - coalesce(b.turnover, 0) as turnover
  from read_models.positions p
  left join (select * from read_models.future_entries where account_id = $1) f
    on f.instrument_id = p.instrument_id
  left join (select * from read_models.position_days where account_id = $1 and day = $2::date) d
    on d.instrument_id = p.instrument_id
  left join (${BUSTS}) b on b.instrument_id = p.instrument_id
  where p.account_id = $1
  order by p.instrument_id`;

/**
 * The positions of an account, closed ones too: what they realised counts. Trades that were taken back count on the day on
 * which they were taken back.
 * @param day of the market; null: it has had none.
 */
export function holdingsOf(
  { $client: sql }: { readonly $client: Sql },
  accountId: string,
  day: string | null,
): Promise<readonly HoldingRow[]> {
  return sql.unsafe<HoldingRow[]>(HOLDINGS, [accountId, day], { prepare: true });
}
