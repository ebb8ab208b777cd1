import {
  addDays,
  formatDate,
  parseDate,
  type InstrumentId,
  type LatePrice,
  type NettedLine,
} from '@bellwether/domain';
import { marksOf, termsOf } from '../performance/history.ts';
import { atOneMoment, type Moment } from '../performance/moment.ts';
import type { ReadModels } from '../read-model/read-models.ts';

/** Days before the last run's day on which a trade may have happened that settles after it: T+5, and holidays. */
const CYCLE_DAYS = 14;

/** How long netting may take, s: less than who asks for it waits. */
const NETTING_MAX_S = 110;

/** A line before it is known what it is priced at; sums as Postgres writes them. */
interface SumRow {
  readonly participant: string;
  readonly instrument_id: string;
  readonly quantity: string;
  readonly amount: string;
  readonly fees: string;
  /** Of the quantity, what was late before, and since when. */
  readonly carried: string;
  readonly failing_since: string | null;
}

/** What a run is about: lines by instrument and participant, and what late shares are priced at. */
export interface Netting {
  readonly lines: readonly NettedLine[];
  readonly prices: readonly LatePrice[];
}

/** A run, and the one before it: day and commit position up to which trades are in it. */
interface RunRow {
  readonly settlement_date: string;
  readonly cutoff: string;
  readonly before_id: string | null;
  readonly before_date: string | null;
  readonly before_cutoff: string | null;
}

const RUN = `
  select r.settlement_date::text, r.cutoff::text, b.run_id as before_id, b.settlement_date::text as before_date,
    b.cutoff::text as before_cutoff
  from read_models.settlement_runs r
  left join lateral (select * from read_models.settlement_runs where cutoff < r.cutoff order by cutoff desc limit 1) b on true
  where r.run_id = $1`;

/**
 * Trades that are due by the run's day and stand before it in the log, but for those that were so for the run before and
 * those that were taken back by now; against them, trades of earlier runs that were taken back since. Of futures only fees
 * are due: they settle their variation and deliver nothing. Exercised options deliver shares at the strike. With what was late after the run before: all of it is in that run's lines.
 * $1 day, $2 cutoff, $3 and $4 those of the run before, $5 its id, $6 first day of trades that may be due.
 */
const SUMS = `
  with due as (
    select t.instrument_id, t.buy_account_id, t.sell_account_id, t.venue, t.buy_fees, t.sell_fees, t.quantity, t.principal,
      coalesce(t.settlement_date, t.trade_date) as day, t.executed_position as position, b.position as busted
    from read_models.trades t left join read_models.trade_busts b on b.trade_id = t.trade_id and b.position <= $2::bigint
    where t.executed_position <= $2::bigint and coalesce(t.settlement_date, t.trade_date) <= $1::date
      and (t.trade_date >= $6::date or b.position > $4::bigint)),
  signed as (
    select *, case when day <= $3::date and position <= $4::bigint then -1 else 1 end as sign from due
    where case when day <= $3::date and position <= $4::bigint then busted > $4::bigint else busted is null end),
  sides as (
    select coalesce(buy_account_id, '@' || venue) as participant, instrument_id, sign * quantity as quantity,
      -sign * principal as amount, sign * buy_fees as fees from signed
    union all
    select coalesce(sell_account_id, '@' || venue), instrument_id, -sign * quantity, sign * principal, sign * sell_fees
    from signed
    union all
    select account_id, underlying_id, case side when 'BUY' then quantity else -quantity end,
      case side when 'BUY' then -principal else principal end, 0
    from read_models.expiration_effects
    where underlying_id is not null and recorded_position <= $2::bigint and settlement_date <= $1::date
      and not (settlement_date <= $3::date and recorded_position <= $4::bigint)),
  carried as (
    select participant, instrument_id, late as quantity, late_amount as amount, 0 as fees, failing_since
    from read_models.settlement_lines where run_id = $5 and late <> 0),
  merged as (
    select participant, instrument_id, quantity, amount, fees, null::date as failing_since from sides
    union all select * from carried)
  select m.participant, m.instrument_id, sum(m.amount)::text as amount, sum(m.fees)::text as fees,
    sum(case when i.terms ->> 'assetClass' = 'FUTURE' then 0 else m.quantity end)::text as quantity,
    coalesce(sum(m.quantity) filter (where m.failing_since is not null), 0)::text as carried,
    max(m.failing_since)::text as failing_since
  from merged m join read_models.instruments i on i.instrument_id = m.instrument_id
  group by 1, 2 order by m.instrument_id collate "C", m.participant collate "C"`;

/**
 * What everybody is to receive and deliver in a run, netted: the same whenever it is asked for, whatever has happened since.
 * @returns undefined where there is no such run. @throws RangeError before the read models have the run.
 */
export function netting(
  models: Pick<ReadModels, 'db'>,
  runId: string,
): Promise<Netting | undefined> {
  return atOneMoment(models, async (sql) => {
    // Millions of trades take longer than a reader's other questions may (`pnpm bench:settlement`).
    await sql.unsafe(`set local statement_timeout = '${NETTING_MAX_S}s'`);
    const [run] = await sql.unsafe<RunRow[]>(RUN, [runId]);
    if (run === undefined) return undefined;
    const { settlement_date: day, cutoff, before_date: beforeDay } = run;
    const from = beforeDay === null ? '1970-01-01' : daysBefore(beforeDay, CYCLE_DAYS);
    const rows = await sql.unsafe<SumRow[]>(SUMS, [
      day,
      cutoff,
      beforeDay ?? '1970-01-01',
      run.before_cutoff ?? '-1',
      run.before_id ?? '',
      from,
    ]);
    const lines = rows.map(lineOf).filter(isDue);
    const ids = [...new Set(lines.map(({ instrumentId }) => instrumentId as string))];
    return { lines, prices: await pricesOf(sql, ids, day, BigInt(cutoff)) };
  });
}

/** A line about nothing: trades that cancel each other out. */
function isDue({ quantity, amount, fees }: NettedLine): boolean {
  return quantity !== 0n || amount !== 0n || fees !== 0n;
}

/** @throws RangeError where an instrument that was traded has no price. */
async function pricesOf(
  sql: Moment,
  ids: readonly string[],
  day: string,
  position: bigint,
): Promise<readonly LatePrice[]> {
  const through = parseDate(day);
  const marks = await marksOf(sql, ids, { through, position });
  const terms = await termsOf(sql, ids);
  return ids.map((instrumentId) => {
    const mark = marks.get(instrumentId)?.on(through)?.price;
    if (mark === undefined) throw new RangeError(`${instrumentId} was traded and has no price`);
    return {
      instrumentId: instrumentId as InstrumentId,
      mark,
      multiplier: terms.get(instrumentId)?.multiplier ?? 1n,
    };
  });
}

function lineOf(row: SumRow): NettedLine {
  const quantity = BigInt(row.quantity);
  // What is due the other way has taken the place of what was late.
  const isLate = BigInt(row.carried) * quantity > 0n;
  return {
    participant: row.participant,
    instrumentId: row.instrument_id as NettedLine['instrumentId'],
    quantity,
    amount: BigInt(row.amount),
    fees: BigInt(row.fees),
    ...(isLate ? { failingSince: parseDate(row.failing_since as string) } : {}),
  };
}

function daysBefore(day: string, days: number): string {
  return formatDate(addDays(parseDate(day), -days));
}
