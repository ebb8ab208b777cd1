import { type Sql } from '@bellwether/platform/postgres';
import type { ReadModels } from '../read-model/read-models.ts';

/** What is not in a run yet: by day and instrument. Shares to receive, money in 1/10 000 USD; below zero: to deliver, to pay. */
export interface PendingRow {
  readonly settlementDate: string;
  readonly instrumentId: string;
  readonly quantity: bigint;
  readonly amount: bigint;
  readonly fees: bigint;
  readonly trades: number;
}

/** Rows of an answer at most: a day has one for each instrument. */
const ROWS_MAX = 500;

/** Trades of an account behind the last run, or due after its day: none of them was made more than a cycle before that. */
const PENDING = `
  with last as (
    select coalesce(max(cutoff), -1) as cutoff, coalesce(max(settlement_date), date '1970-01-01') as day
    from read_models.settlement_runs),
  sides as (
    select instrument_id, coalesce(settlement_date, trade_date) as day, executed_position as position, busted,
      quantity, -principal as amount, buy_fees as fees
    from read_models.trades where buy_account_id = $1 and trade_date >= (select day - 14 from last)
    union all
    select instrument_id, coalesce(settlement_date, trade_date), executed_position, busted,
      -quantity, principal, sell_fees
    from read_models.trades where sell_account_id = $1 and trade_date >= (select day - 14 from last)
    union all
    select underlying_id, settlement_date, recorded_position, false,
      case side when 'BUY' then quantity else -quantity end, case side when 'BUY' then -principal else principal end, 0
    from read_models.expiration_effects where account_id = $1 and underlying_id is not null)
  select s.day::text, s.instrument_id, sum(s.amount)::text as amount,
    sum(case when i.terms ->> 'assetClass' = 'FUTURE' then 0 else s.quantity end)::text as quantity,
    sum(s.fees)::text as fees, count(*)::int as trades
  from sides s join read_models.instruments i using (instrument_id), last
  where not s.busted and (s.position > last.cutoff or s.day > last.day)
  group by 1, 2 order by 1, 2 limit ${ROWS_MAX}`;

/** What an account is still to receive and deliver of trades that no run has taken up. */
export async function pendingOf(
  { db }: Pick<ReadModels, 'db'>,
  accountId: string,
): Promise<readonly PendingRow[]> {
  const sql: Sql = db.$client;
  const rows = await sql.unsafe<
    {
      day: string;
      instrument_id: string;
      quantity: string;
      amount: string;
      fees: string;
      trades: number;
    }[]
  >(PENDING, [accountId]);
  return rows.map((row) => ({
    settlementDate: row.day,
    instrumentId: row.instrument_id,
    quantity: BigInt(row.quantity),
    amount: BigInt(row.amount),
    fees: BigInt(row.fees),
    trades: row.trades,
  }));
}

/** Whatever is traded changes an account; what else does makes a run for nothing, and no more. */
const IS_DUE = `
  select exists (select from read_models.accounts
      where position > (select coalesce(max(cutoff), -1) from read_models.settlement_runs))
    or exists (select from read_models.settled_positions where late <> 0) as is_due`;

/** Whether there may be something to settle. */
export async function isAnythingDue({ db }: Pick<ReadModels, 'db'>): Promise<boolean> {
  const [row] = await db.$client.unsafe<{ is_due: boolean }[]>(IS_DUE);
  return row?.is_due === true;
}
