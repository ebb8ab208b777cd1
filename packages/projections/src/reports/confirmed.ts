import { formatDate, parseDate, parseDecimal, type ConfirmedExecution } from '@bellwether/domain';
import type { AsOf } from '../performance/history.ts';
import type { Moment } from '../performance/moment.ts';
import { TooManyRowsError } from '../read-model/query.ts';

/** Executions of one confirmation at most: what it is made of must fit into memory. */
const EXECUTIONS_MAX = 50_000;

/** Both sides of an account's trades with what each was charged by kind, which the fact itself says. */
const EXECUTIONS = `
  select t.trade_id, s.side, s.order_id::text, t.instrument_id, t.quantity::text, t.price::text, t.principal::text,
    t.trade_date::text, coalesce(t.settlement_date, t.trade_date)::text as settlement_date, t.executed_at::text, t.venue,
    a.data::jsonb -> case when t.venue is not null then 'fees' when s.side = 'BUY' then 'buyFees' else 'sellFees' end as fees
  from read_models.trades t
  cross join lateral (values ('SELL', t.sell_order_id, t.sell_account_id), ('BUY', t.buy_order_id, t.buy_account_id))
    as s (side, order_id, account_id)
  join read_models.audit_log a on a.position = t.executed_position and a.batch_index = t.executed_index
  where s.account_id = $1 and (t.buy_account_id = $1 or t.sell_account_id = $1)
    and t.trade_date between $2::date and $3::date and t.executed_position <= $4::bigint
    and not exists (select from read_models.trade_busts b where b.trade_id = t.trade_id and b.position <= $4::bigint)
  order by t.executed_position, t.executed_index, s.side desc
  limit ${EXECUTIONS_MAX + 1}`;

interface ExecutionRow {
  readonly trade_id: string;
  readonly side: 'BUY' | 'SELL';
  readonly order_id: string;
  readonly instrument_id: string;
  readonly quantity: string;
  readonly price: string;
  readonly principal: string;
  readonly trade_date: string;
  readonly settlement_date: string;
  readonly executed_at: string;
  readonly venue: string | null;
  /** Amounts by kind, as decimals of USD; null: nothing was charged. */
  readonly fees: Readonly<Record<string, string>> | null;
}

/**
 * Executions of an account from a day to that of `asOf`, those left out that were taken back by then.
 * @throws TooManyRowsError
 */
export async function confirmedExecutions(
  sql: Moment,
  accountId: string,
  from: string,
  { through, position }: AsOf,
): Promise<readonly ConfirmedExecution[]> {
  const asked = [accountId, from, formatDate(through), `${position}`];
  const rows = await sql.unsafe<ExecutionRow[]>(EXECUTIONS, asked);
  if (rows.length > EXECUTIONS_MAX)
    throw new TooManyRowsError(`${accountId} has more than ${EXECUTIONS_MAX} executions then`);
  return rows.map(executionOf);
}

function executionOf(row: ExecutionRow): ConfirmedExecution {
  const fee = (kind: string): bigint => parseDecimal(row.fees?.[kind] ?? '0');
  return {
    executionId: row.trade_id,
    orderId: row.order_id,
    instrumentId: row.instrument_id,
    side: row.side,
    quantity: BigInt(row.quantity),
    price: BigInt(row.price),
    principal: BigInt(row.principal),
    fees: {
      commission: fee('commission'),
      section31: fee('section31'),
      taf: fee('taf'),
      venue: fee('venue'),
      orf: fee('orf'),
    },
    tradeDate: parseDate(row.trade_date),
    settlementDate: parseDate(row.settlement_date),
    executedAt: BigInt(row.executed_at),
    ...(row.venue === null ? {} : { venue: row.venue }),
  };
}
