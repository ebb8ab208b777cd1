import {
  formatDate,
  MarkHistory,
  parseDate,
  type LedgerAction,
  type LedgerExchange,
  type LedgerExercise,
  type ReportLedger,
  type Undone,
  type BookSide,
  type FlowKind,
  type LedgerFill,
} from '@bellwether/domain';
import { marksOf, termsOf, type AsOf } from '../performance/history.ts';
import type { Moment } from '../performance/moment.ts';
import { reversalsOf } from '../performance/reversals.ts';
import { TooManyRowsError } from '../read-model/query.ts';

/** Executions of one report at most: what it is made of must fit into memory. */
const FILLS_MAX = 200_000;

/**
 * Both sides of an account's trades, a sale to oneself first, without those taken back by then; shares that came without one; and
 * what was exercised, assigned or has ended. The price of what ended in cash is that of one contract.
 */
const FILLS = `
  select id, instrument_id, side, quantity::text, price::text, principal::text, fees::text, day::text,
    coalesce(settles, day)::text as settles, transferred, lots, position::text, place, series_id, change::text, worth::text
  from (
    select t.trade_id as id, t.instrument_id, 'SELL' as side, t.quantity, t.price, t.principal, t.sell_fees as fees,
      t.trade_date as day, t.settlement_date as settles, false as transferred, r.lots,
      t.executed_position as position, t.executed_index as place, 0 as rank,
      null::text as series_id, null::bigint as change, null::numeric as worth
    from read_models.trades t
    left join read_models.rebalancing_orders r on r.order_id = t.sell_order_id
    where t.sell_account_id = $1
    union all
    select t.trade_id, t.instrument_id, 'BUY', t.quantity, t.price, t.principal, t.buy_fees,
      t.trade_date, t.settlement_date, false, null, t.executed_position, t.executed_index, 1, null, null, null
    from read_models.trades t where t.buy_account_id = $1
    union all
    select a.position || '.' || a.batch_index, a.instrument_id, 'BUY', (a.data::jsonb ->> 'quantity')::bigint, 0, 0, 0,
      a.trade_date, null, true, null, a.position, a.batch_index, 0, null, null, null
    from read_models.audit_log a where a.type = 'SharesAllocated' and a.account_id = $1
    union all
    select e.trade_id, e.underlying_id, e.side, e.quantity, e.price, e.principal, 0, e.day, e.settlement_date, false,
      null, e.recorded_position, e.batch_index, 0, e.instrument_id, e.contracts, e.underlying_price::numeric * e.quantity
    from read_models.expiration_effects e where e.account_id = $1 and e.underlying_id is not null
    union all
    select e.id, e.instrument_id, case when e.contracts < 0 then 'SELL' else 'BUY' end, abs(e.contracts),
      coalesce(e.settlement_price, div(abs(e.cash), abs(e.contracts))), case when e.settlement_price is null then abs(e.cash) else 0 end,
      0, e.day, null, false, null, e.recorded_position, e.batch_index, 0, null, null, null
    from read_models.expiration_effects e
    where e.account_id = $1 and e.effect in ('CASH', 'LAPSED') and e.contracts <> 0) entries
  where position <= $3::bigint and day <= $2::date and (transferred or not exists (
    select from read_models.trade_busts b where b.trade_id = entries.id and b.position <= $3::bigint))
  order by position, place, rank
  limit ${FILLS_MAX + 1}`;

interface FillRow {
  readonly id: string;
  readonly instrument_id: string;
  readonly side: BookSide;
  readonly quantity: string;
  readonly price: string;
  readonly principal: string;
  readonly fees: string;
  readonly day: string;
  readonly settles: string;
  readonly transferred: boolean;
  /** Lots that the plan behind a sale has named; null: the oldest first. */
  readonly lots: readonly string[] | null;
  /** Where it stands in the log. */
  readonly position: string;
  readonly place: number;
  /** Of shares that an option brought or took. */
  readonly series_id: string | null;
  readonly change: string | null;
  readonly worth: string | null;
}

/** What issuers did to an account's positions; cash that moved behind the position is still to be paid. */
const ACTIONS = `
  select e.action_id, e.instrument_id, a.ex_date, e.quantity_before::text, e.quantity::text, e.new_shares, e.old_shares,
    e.cash::text, e.return_of_capital::text, e.effect, e.other_instrument_id, e.received::text, e.cash_in_lieu::text,
    e.value::text, e.cost_basis_points, e.recorded_position::text as position, e.batch_index as place,
    case when e.settled_position between 1 and $3::bigint then e.settled_on end as paid_on
  from read_models.corporate_action_effects e
  join read_models.corporate_actions a on a.action_id = e.action_id
  where e.account_id = $1 and e.effect in ('POSITION', 'DIVIDEND', 'EXCHANGE') and a.ex_date <= $2
    and e.recorded_position <= $3::bigint
  order by e.recorded_position, e.batch_index`;

interface ActionRow {
  readonly action_id: string;
  readonly instrument_id: string;
  readonly ex_date: string;
  readonly quantity_before: string;
  readonly quantity: string;
  readonly new_shares: number | null;
  readonly old_shares: number | null;
  readonly cash: string;
  readonly return_of_capital: string;
  readonly effect: string;
  readonly other_instrument_id: string | null;
  readonly received: string;
  readonly cash_in_lieu: string;
  readonly value: string;
  readonly cost_basis_points: number | null;
  readonly position: string;
  readonly place: number;
  readonly paid_on: string | null;
}

const CASH = `
  select flow_id, day::text, amount::text, kind from read_models.cash_flows
  where account_id = $1 and day <= $2::date and position <= $3::bigint order by position, flow_id`;

/**
 * Everything that happened to an account up to a day, as of a position of the log: read again later as of the same, it is the
 * same, whatever has happened since.
 * @throws TooManyRowsError
 */
export async function reportLedger(
  sql: Moment,
  accountId: string,
  asOf: AsOf,
): Promise<ReportLedger> {
  const asked = [accountId, formatDate(asOf.through), `${asOf.position}`];
  const fills = await sql.unsafe<FillRow[]>(FILLS, asked);
  if (fills.length > FILLS_MAX)
    throw new TooManyRowsError(`${accountId} has more than ${FILLS_MAX} executions until then`);
  const cash = await sql.unsafe<{ flow_id: string; day: string; amount: string; kind: FlowKind }[]>(
    CASH,
    asked,
  );
  const actions = await sql.unsafe<ActionRow[]>(ACTIONS, asked);
  // What came of another instrument need never have been traded.
  const came = actions.map((row) => row.other_instrument_id).filter((id) => id !== null);
  const ids = [...new Set([...fills.map((row) => row.instrument_id), ...came])].toSorted();
  const terms = await termsOf(sql, ids);
  const marks = await marksOf(sql, ids, asOf);
  return {
    accountId,
    fills: fills.map(fillOf),
    actions: actions.map((row) => actionOf(row, fills)),
    undone: await undoneIn(sql, accountId, asOf),
    cash: cash.map((row) => ({
      entryId: row.flow_id,
      day: parseDate(row.day),
      amount: BigInt(row.amount),
      kind: row.kind,
    })),
    instruments: ids.map((instrumentId) => {
      const { multiplier = 1n, isFuture = false } = terms.get(instrumentId) ?? {};
      const own = marks.get(instrumentId) ?? new MarkHistory([]);
      return { instrumentId, multiplier, isFuture, marks: own };
    }),
  };
}

/** Trades of an account that were taken back by then. */
async function undoneIn(
  sql: Moment,
  accountId: string,
  { through, position }: AsOf,
): Promise<readonly Undone[]> {
  const all = await reversalsOf(sql, accountId, position);
  return all.filter(({ day }) => day <= through).map(({ day, knownOn }) => ({ day, knownOn }));
}

function actionOf(row: ActionRow, fills: readonly FillRow[]): LedgerAction {
  const { new_shares: newShares, old_shares: oldShares } = row;
  const isBefore = ({ position, place }: FillRow): boolean =>
    BigInt(position) < BigInt(row.position) || (position === row.position && place < row.place);
  const isSplit = row.effect === 'POSITION' && newShares !== null && oldShares !== null;
  const isExchange = row.effect === 'EXCHANGE';
  const day = parseDate(row.ex_date);
  return {
    actionId: row.action_id,
    instrumentId: row.instrument_id,
    day,
    // Fills come in the order of the log.
    fillsBefore: fills.findLastIndex(isBefore) + 1,
    quantityBefore: BigInt(row.quantity_before),
    quantity: BigInt(row.quantity),
    ...(isSplit ? { ratio: { newShares: BigInt(newShares), oldShares: BigInt(oldShares) } } : {}),
    ...(isExchange ? { exchange: exchangeOf(row) } : {}),
    cash: BigInt(row.cash),
    returnOfCapital: BigInt(row.return_of_capital),
    ...(isSplit || isExchange
      ? { paidOn: day }
      : row.paid_on === null
        ? {}
        : { paidOn: parseDate(row.paid_on) }),
  };
}

function exchangeOf(row: ActionRow): LedgerExchange {
  const { other_instrument_id: other, new_shares: newShares, old_shares: oldShares } = row;
  return {
    ...(other === null ? {} : { otherInstrumentId: other }),
    received: BigInt(row.received),
    ratio: { newShares: BigInt(newShares ?? 1), oldShares: BigInt(oldShares ?? 1) },
    cashInLieu: BigInt(row.cash_in_lieu),
    value: BigInt(row.value),
    costBasisPoints: row.cost_basis_points ?? 0,
  };
}

function exerciseOf(row: FillRow, instrumentId: string): LedgerExercise {
  return { instrumentId, change: BigInt(row.change ?? 0), worth: BigInt(row.worth ?? 0) };
}

function fillOf(row: FillRow): LedgerFill {
  return {
    executionId: row.id,
    instrumentId: row.instrument_id,
    side: row.side,
    quantity: BigInt(row.quantity),
    price: BigInt(row.price),
    principal: BigInt(row.principal),
    fees: BigInt(row.fees),
    tradeDate: parseDate(row.day),
    settlementDate: parseDate(row.settles),
    isTransfer: row.transferred,
    ...(row.lots === null ? {} : { lotIds: row.lots }),
    ...(row.series_id === null ? {} : { exercise: exerciseOf(row, row.series_id) }),
  };
}
