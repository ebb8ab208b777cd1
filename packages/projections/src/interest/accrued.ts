import {
  addDays,
  formatDate,
  interestOn,
  parseDate,
  type CivilDate,
  type DayBalance,
  type InterestRates,
} from '@bellwether/domain';
import { atOneMoment, type Moment } from '../performance/moment.ts';
import { namesCursor, parseNames, type Page } from '../read-model/page.ts';
import type { ReadModels } from '../read-model/read-models.ts';

/** Accounts of one answer. */
const ACCOUNTS = 500;

/** What an account is paid for a span of days; below zero: it owes that. 1/10 000 USD. */
interface Accrued {
  readonly accountId: string;
  readonly amount: bigint;
}

const RATES = `
  select since::text, credit_basis_points, debit_basis_points from read_models.interest_rates
  where currency = 'USD' order by since`;

/** What settled cash changed by, day by day; everything before the span stands on its first day. */
const CHANGES = `
  with owners as (
    select distinct owner from read_models.ledger_days
    where account = 'CASH' and commodity = 'USD' and owner !~ '^[@+]' and ($1::text is null or owner = $1)
      and ($2::text is null or owner > $2)
    order by owner limit $3)
  select l.owner, greatest(l.day, $4::date)::text as day, sum(l.debits - l.credits)::text as change
  from read_models.ledger_days l join owners using (owner)
  where l.account = 'CASH' and l.commodity = 'USD' and l.day <= $5::date
  group by 1, 2 order by 1, 2`;

const LAST_OWNER = `
  select max(owner) as last, count(*)::int as owners from (
    select distinct owner from read_models.ledger_days
    where account = 'CASH' and commodity = 'USD' and owner !~ '^[@+]' and ($1::text is null or owner > $1)
    order by owner limit $2) page`;

const CLOSED = `select max(through)::text as through from read_models.interest_closings where currency = 'USD'`;

interface ChangeRow {
  readonly owner: string;
  readonly day: string;
  readonly change: string;
}

/** A page of accounts with the interest of a span of days, those left out that have none. @throws BadCursorError */
export function accruedByAccount(
  models: Pick<ReadModels, 'db'>,
  { from, through, cursor }: { from: CivilDate; through: CivilDate; cursor: string | undefined },
): Promise<Page<Accrued>> {
  const behind =
    cursor === undefined ? null : (parseNames(cursor, '^[A-Za-z0-9_-]{1,36}$')[0] ?? null);
  return atOneMoment(models, async (sql) => {
    const rates = await ratesOf(sql);
    const page = await sql.unsafe<{ last: string | null; owners: number }[]>(LAST_OWNER, [
      behind,
      ACCOUNTS,
    ]);
    const span = { from, through };
    const balances = await balancesOf(sql, { accountId: null, behind, limit: ACCOUNTS, ...span });
    const rows = [...balances].map(([accountId, days]) => {
      return { accountId, amount: interestOn(days, rates, from, through) };
    });
    const { last = null, owners = 0 } = page[0] ?? {};
    const next = owners === ACCOUNTS && last !== null ? namesCursor(last) : undefined;
    return { rows: rows.filter(({ amount }) => amount !== 0n), next };
  });
}

/** Interest of an account that is not booked yet, up to the market's day. */
export interface AccruedNow {
  /** First and last day that count; null: no rates are set, or no day has begun behind the last closing. */
  readonly from: string | null;
  readonly through: string | null;
  /** Settled cash at the end of the last day. */
  readonly balance: bigint;
  /** Below zero: it owes that. 1/10 000 USD. */
  readonly accrued: bigint;
}

/** What would be booked now. */
export function accruedOf(models: Pick<ReadModels, 'db'>, accountId: string): Promise<AccruedNow> {
  return atOneMoment(models, async (sql, { day: through }) => {
    const rates = await ratesOf(sql);
    const [closed] = await sql.unsafe<{ through: string | null }[]>(CLOSED);
    const first = rates[0]?.from;
    const paid = closed?.through ?? null;
    const from = paid === null ? first : addDays(parseDate(paid), 1);
    const none = { from: null, through: null, balance: 0n, accrued: 0n };
    if (from === undefined || through === undefined || from > through) return none;
    const of = { accountId, behind: null, limit: 1, from, through };
    const days = (await balancesOf(sql, of)).get(accountId) ?? [];
    return {
      from: formatDate(from),
      through: formatDate(through),
      balance: days.at(-1)?.balance ?? 0n,
      accrued: interestOn(days, rates, from, through),
    };
  });
}

async function ratesOf(sql: Moment): Promise<readonly InterestRates[]> {
  const rows =
    await sql.unsafe<{ since: string; credit_basis_points: number; debit_basis_points: number }[]>(
      RATES,
    );
  return rows.map((row) => ({
    from: parseDate(row.since),
    creditBasisPoints: row.credit_basis_points,
    debitBasisPoints: row.debit_basis_points,
  }));
}

/** Settled cash by account, at the end of each day on which it changed. */
async function balancesOf(
  sql: Moment,
  of: {
    readonly accountId: string | null;
    readonly behind: string | null;
    readonly limit: number;
    readonly from: CivilDate;
    readonly through: CivilDate;
  },
): Promise<ReadonlyMap<string, readonly DayBalance[]>> {
  const span = [formatDate(of.from), formatDate(of.through)];
  const rows = await sql.unsafe<ChangeRow[]>(CHANGES, [of.accountId, of.behind, of.limit, ...span]);
  return new Map(
    [...Map.groupBy(rows, ({ owner }) => owner)].map(([owner, changes]) => {
      let balance = 0n;
      const days = changes.map(({ day, change }) => {
        balance += BigInt(change);
        return { day: parseDate(day), balance };
      });
      return [owner, days];
    }),
  );
}
