import {
  formatDate,
  MarkHistory,
  parseDate,
  type CashFlow,
  type FlowKind,
  type CivilDate,
  type DayPrice,
  type HeldInstrument,
  type PositionChange,
} from '@bellwether/domain';
import type { Moment } from './moment.ts';
import { reversalsOf } from './reversals.ts';

/** What an account's history is told as of. */
export interface AsOf {
  /** The last day. */
  readonly through: CivilDate;
  /** No fact behind this commit position counts. */
  readonly position: bigint;
}

/** All that an account's worth follows from, day by day. */
export interface AccountHistory {
  readonly instruments: readonly (HeldInstrument & { readonly symbol: string })[];
  readonly flows: readonly CashFlow[];
}

interface ChangeRow extends Record<string, unknown> {
  readonly instrument_id: string;
  readonly day: string;
  readonly traded: string;
  readonly transferred: string;
  readonly cost: string;
  readonly fees: string;
  readonly turnover: string;
  readonly bought: string;
  readonly sold: string;
}

const CHANGES = `
  select instrument_id, day::text, traded::text, transferred::text, cost::text, fees::text, turnover::text,
    bought::text, sold::text
  from read_models.position_days
  where account_id = $1 and day <= $2::date order by instrument_id, day`;

const FLOWS = `
  select day::text, amount::text, kind from read_models.cash_flows
  where account_id = $1 and day <= $2::date and position <= $3::bigint order by position, flow_id`;

const TERMS = `
  select instrument_id, symbol, terms ->> 'assetClass' as asset_class, terms ->> 'multiplier' as multiplier
  from read_models.instruments where instrument_id = any($1::text[]) order by instrument_id`;

/** Of closes the later correction comes last. */
const PRICES = `
  select instrument_id, day::text, price::text, kind from read_models.closes
  where instrument_id = any($1::text[]) and day <= $2::date and position <= $3::bigint
  order by position, close_id`;

/** Of a day that has gone on behind the position, what was the last sale then. */
const SALES = `
  select s.instrument_id, s.day::text, coalesce(t.price, s.price)::text as price, 'SALE' as kind
  from read_models.day_sales s
  left join lateral (
    select price from read_models.trades
    where instrument_id = s.instrument_id and trade_date = s.day and executed_position <= $3::bigint
      and s.position > $3::bigint
    order by executed_position desc, executed_index desc limit 1) t on true
  where s.instrument_id = any($1::text[]) and s.day <= $2::date
    and (s.position <= $3::bigint or t.price is not null)`;

/** What an account's worth followed from, as of a day and a position of the log. */
export async function accountHistory(
  sql: Moment,
  accountId: string,
  { through, position }: AsOf,
): Promise<AccountHistory> {
  const day = formatDate(through);
  const changes = await sql.unsafe<ChangeRow[]>(CHANGES, [accountId, day]);
  const byInstrument = Map.groupBy(changes.map(changeOf), ({ instrumentId }) => instrumentId);
  for (const reversal of await reversalsOf(sql, accountId, position))
    byInstrument.get(reversal.instrumentId)?.push(reversal);
  const flows = await sql.unsafe<{ day: string; amount: string; kind: FlowKind }[]>(FLOWS, [
    accountId,
    day,
    `${position}`,
  ]);
  const ids = [...byInstrument.keys()];
  const marks = await marksOf(sql, ids, { through, position });
  const terms = await termsOf(sql, ids);
  return {
    instruments: [...byInstrument].map(([instrumentId, own]) => ({
      instrumentId,
      symbol: instrumentId,
      multiplier: 1n,
      isFuture: false,
      ...terms.get(instrumentId),
      changes: own,
      marks: marks.get(instrumentId) ?? new MarkHistory([]),
    })),
    flows: flows.map((flow) => ({
      day: parseDate(flow.day),
      amount: BigInt(flow.amount),
      kind: flow.kind,
    })),
  };
}

interface Terms {
  readonly symbol: string;
  readonly multiplier: bigint;
  readonly isFuture: boolean;
}

/** Terms of instruments that never change. */
export async function termsOf(
  sql: Moment,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Terms>> {
  const rows = await sql.unsafe<
    {
      instrument_id: string;
      symbol: string;
      asset_class: string | null;
      multiplier: string | null;
    }[]
  >(TERMS, [ids as string[]]);
  return new Map(
    rows.map((row) => [
      row.instrument_id,
      {
        symbol: row.symbol,
        multiplier: BigInt(row.multiplier ?? 1),
        isFuture: row.asset_class === 'FUTURE',
      },
    ]),
  );
}

interface PriceRow {
  readonly instrument_id: string;
  readonly day: string;
  readonly price: string;
  readonly kind: DayPrice['kind'];
}

/** The marks of instruments, as of a day and a position. */
export async function marksOf(
  sql: Moment,
  ids: readonly string[],
  { through, position }: AsOf,
): Promise<ReadonlyMap<string, MarkHistory>> {
  const day = formatDate(through);
  const sales = await sql.unsafe<PriceRow[]>(SALES, [ids as string[], day, `${position}`]);
  const closes = await sql.unsafe<PriceRow[]>(PRICES, [ids as string[], day, `${position}`]);
  const byInstrument = Map.groupBy([...sales, ...closes], (row) => row.instrument_id);
  return new Map(
    [...byInstrument].map(([id, rows]) => [
      id,
      new MarkHistory(
        rows.map((row) => ({
          day: parseDate(row.day),
          price: BigInt(row.price),
          kind: row.kind,
        })),
      ),
    ]),
  );
}

function changeOf(row: ChangeRow): PositionChange & { readonly instrumentId: string } {
  return {
    instrumentId: row.instrument_id,
    day: parseDate(row.day),
    traded: BigInt(row.traded),
    transferred: BigInt(row.transferred),
    cost: BigInt(row.cost),
    fees: BigInt(row.fees),
    turnover: BigInt(row.turnover),
    bought: BigInt(row.bought),
    sold: BigInt(row.sold),
  };
}
