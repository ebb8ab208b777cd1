import {
  agedBy,
  closeOutOn,
  formatDate,
  isKnownYear,
  parseDate,
  type CivilDate,
  type LateShares,
} from '@bellwether/domain';
import { atOneMoment, type Moment } from '../performance/moment.ts';
import { pageSize, parseNames, toPage, type Page, type Paging } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-models.ts';

/** What has to be bought for an account at the opening of a day. */
export interface CloseOutRow {
  readonly closeOutId: string;
  readonly accountId: string;
  readonly instrumentId: string;
  /** The last run, after which the shares are late. */
  readonly runId: string;
  readonly sale: 'SHORT' | 'LONG';
  readonly failingSince: string;
  readonly quantity: bigint;
  /** Most that one order may buy. */
  readonly maxOrderQuantity: bigint;
}

interface LateRow {
  readonly settled_id: string;
  readonly participant: string;
  readonly instrument_id: string;
  readonly position: string;
  readonly coming: string;
  readonly max_order_quantity: string;
}

/**
 * Accounts that are to deliver what is late since before $1, by name behind $2; what they have by trade date, and what trades
 * that no run has taken up will bring. Members of venues are nobody whose orders are placed here.
 */
const LATE = `
  with last as (
    select coalesce(max(cutoff), -1) as cutoff, coalesce(max(settlement_date), date '1970-01-01') as day
    from read_models.settlement_runs)
  select l.settled_id, l.participant, l.instrument_id, coalesce(p.quantity, 0)::text as position,
    i.max_order_quantity::text, (
      select coalesce(sum(case when t.buy_account_id = l.participant then t.quantity else 0 end
        - case when t.sell_account_id = l.participant then t.quantity else 0 end), 0)::text
      from read_models.trades t, last
      where t.instrument_id = l.instrument_id and l.participant in (t.buy_account_id, t.sell_account_id)
        and t.trade_date >= last.day - 14 and not t.busted
        and (t.executed_position > last.cutoff or coalesce(t.settlement_date, t.trade_date) > last.day)) as coming
  from read_models.settled_positions l
    join read_models.instruments i on i.instrument_id = l.instrument_id
    left join read_models.positions p on p.position_id = l.settled_id
  where l.late < 0 and l.failing_since < $1::date and l.participant not like '@%' and l.settled_id collate "C" > $2
  order by l.settled_id collate "C" limit $3`;

/** What runs made of the deliveries of some, oldest first; late shares are as old as the oldest of them at most. */
const RUNS = `
  select l.participant || '/' || l.instrument_id as settled_id, l.run_id, l.settlement_date::text as day,
    (-l.quantity)::text as due, (-l.late)::text as left
  from read_models.settlement_lines l
    join read_models.settlement_runs r on r.run_id = l.run_id
    join read_models.settled_positions p on p.participant = l.participant and p.instrument_id = l.instrument_id
  where p.settled_id = any($1) and l.settlement_date >= p.failing_since and l.status <> 'INSTRUCTED'
  order by r.cutoff`;

interface RunLine {
  readonly settled_id: string;
  readonly run_id: string;
  readonly day: string;
  readonly due: string;
  readonly left: string;
}

/** Names of an account and an instrument. */
const NAME = '^[A-Za-z0-9_/-]{1,80}$';

/**
 * What has to be bought at the opening of a day, by account and instrument (Rule 204). A page may have fewer rows than there
 * are on it, where nothing has to be.
 * @param day undefined, or beyond the calendar: nothing. @throws BadCursorError
 */
export async function closeOuts(
  models: Pick<ReadModels, 'db'>,
  day: CivilDate | undefined,
  { first, after }: Paging,
): Promise<Page<CloseOutRow>> {
  if (day === undefined || !isKnownYear(day)) return { rows: [], next: undefined };
  const behind = after === undefined ? '' : (parseNames(after, NAME)[0] ?? '');
  const size = pageSize(first);
  return atOneMoment(models, async (sql) => {
    const late = await sql.unsafe<LateRow[]>(LATE, [formatDate(day), behind, size + 1]);
    const page = toPage(late, size, (row) => row.settled_id);
    const runs = await runsOf(sql, page.rows);
    const rows = page.rows.flatMap((row) => rowOf(row, runs.get(row.settled_id) ?? [], day));
    return { rows, next: page.next };
  });
}

async function runsOf(
  sql: Moment,
  late: readonly LateRow[],
): Promise<ReadonlyMap<string, readonly RunLine[]>> {
  const ids = late.map((row) => row.settled_id);
  const lines = await sql.unsafe<RunLine[]>(RUNS, [ids]);
  return Map.groupBy(lines, (line) => line.settled_id);
}

function rowOf(row: LateRow, runs: readonly RunLine[], day: CivilDate): readonly CloseOutRow[] {
  let shares: readonly LateShares[] = [];
  for (const { day: on, due, left } of runs)
    shares = agedBy(shares, {
      settlementDate: parseDate(on),
      due: BigInt(due),
      left: BigInt(left),
    });
  const found = closeOutOn(day, shares, BigInt(row.position), BigInt(row.coming));
  const last = runs.at(-1);
  if (found === undefined || last === undefined) return [];
  return [
    {
      closeOutId: row.settled_id,
      accountId: row.participant,
      instrumentId: row.instrument_id,
      runId: last.run_id,
      sale: found.sale,
      failingSince: formatDate(found.since),
      quantity: found.quantity,
      maxOrderQuantity: BigInt(row.max_order_quantity),
    },
  ];
}
