import type { Money } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { contributionsOf, type Contribution } from './contributions.ts';
import type { CurveDay } from './equity-curve.ts';
import type { MarkHistory } from './mark-history.ts';
import { annualised, linked } from './returns.ts';
import {
  beta,
  calmar,
  maxDrawdown,
  mean,
  sharpe,
  sortino,
  trackingError,
  volatility,
} from './risk-measures.ts';
import { internalRate, type InternalRate } from './xirr.ts';

/** A fall with its days. */
export interface DatedDrawdown {
  /** Below zero. */
  readonly depth: number;
  readonly peak: CivilDate;
  readonly trough: CivilDate;
}

/** An account in a period. Ratios are null where they are not defined. Money in 1/10 000 USD. */
export interface Performance {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly days: number;
  readonly start: Money;
  readonly end: Money;
  readonly in: Money;
  readonly out: Money;
  readonly fees: Money;
  /** What was gained: end − start − in + out. */
  readonly profit: Money;
  readonly timeWeighted: number | null;
  readonly timeWeightedYearly: number | null;
  readonly moneyWeighted: InternalRate;
  /** From the first flow to the last. */
  readonly moneyWeightedReturn: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly drawdown: DatedDrawdown | null;
  readonly turnover: number | null;
  /** Mean of gross exposure ÷ worth. */
  readonly exposure: number | null;
  /** Days that gained, of those that gained or lost. */
  readonly winningDays: number | null;
  readonly benchmark: BenchmarkComparison | null;
  readonly contributions: readonly Contribution[];
  /** Days of which the return says nothing. */
  readonly skipped: number;
  /** The highest version of a day, and how many days have an official close of everything. */
  readonly version: number;
  readonly officialDays: number;
  readonly valuedDays: number;
}

export interface BenchmarkComparison {
  readonly timeWeighted: number;
  readonly beta: number | null;
  readonly trackingError: number | null;
}

export interface PerformanceOptions {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly benchmark?: MarkHistory | undefined;
}

/** What an account did in a period. @param curve from its first day. Undefined where the period has no day of it. */
export function performanceOf(
  curve: readonly CurveDay[],
  { from, to, benchmark }: PerformanceOptions,
): Performance | undefined {
  const rows = curve.filter(({ day }) => day >= from && day <= to);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const before = curve.findLast(({ day }) => day < first.day)?.day;
  // A period begins where the day before it ended.
  const begin = before ?? first.day;
  const days = last.day - begin;
  const counted = rows.filter((row) => row.return !== null);
  const returns = counted.map((row) => row.return ?? 0);
  const total = counted.length === 0 ? null : linked(returns);
  const yearly = total === null ? null : annualised(total, days);
  const fall = maxDrawdown(returns);
  const rate = internalRate(cashOf(rows, begin));
  const sum = (of: (row: CurveDay) => Money): Money => rows.reduce((all, row) => all + of(row), 0n);
  const [into, out] = [sum((row) => row.in), sum((row) => row.out)];
  const benchmarkReturns = benchmark && benchmarkOf(benchmark, counted);
  return {
    from: first.day,
    to: last.day,
    days,
    start: first.start,
    end: last.end,
    in: into,
    out,
    fees: sum((row) => row.fees),
    profit: last.end - first.start - into + out,
    timeWeighted: total,
    timeWeightedYearly: yearly,
    moneyWeighted: rate,
    moneyWeightedReturn: rate.kind === 'ONE' ? rate.ofSpan : null,
    volatility: volatility(returns),
    sharpe: sharpe(returns),
    sortino: sortino(returns),
    calmar: calmar(yearly, fall),
    drawdown: fall && {
      depth: fall.depth,
      peak: fall.peak === 0 ? begin : counted[fall.peak - 1]!.day,
      trough: counted[fall.trough]!.day,
    },
    turnover: turnoverOf(rows),
    exposure: mean(
      rows.filter(({ end }) => end > 0n).map((row) => Number(row.exposure) / Number(row.end)),
    ),
    winningDays: winningOf(returns),
    benchmark: benchmarkReturns === undefined ? null : compared(returns, benchmarkReturns),
    contributions: contributionsOf(rows),
    skipped: rows.length - counted.length,
    version: rows.reduce((most, row) => Math.max(most, row.version), 1),
    officialDays: rows.filter((row) => row.official).length,
    valuedDays: rows.length,
  };
}

/** Cash as who invests sees it: what was there is paid in, what is there is taken out. */
function cashOf(rows: readonly CurveDay[], begin: CivilDate) {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  return [
    { day: begin, amount: -first.start },
    ...rows.flatMap((row) => [
      { day: row.day, amount: -row.in },
      { day: row.day, amount: row.out },
    ]),
    { day: last.day, amount: last.end },
  ];
}

/** What was bought or sold, whichever is less, ÷ mean worth. */
function turnoverOf(rows: readonly CurveDay[]): number | null {
  const bought = rows.reduce((sum, row) => sum + Number(row.bought), 0);
  const sold = rows.reduce((sum, row) => sum + Number(row.sold), 0);
  const worth = mean(rows.map(({ end }) => Number(end)));
  return worth === null || worth <= 0 ? null : Math.min(bought, sold) / worth;
}

function winningOf(returns: readonly number[]): number | null {
  const won = returns.filter((one) => one > 0).length;
  const lost = returns.filter((one) => one < 0).length;
  return won + lost === 0 ? null : won / (won + lost);
}

/** Returns of an instrument on the days of rows, each from its mark before to that of the day. */
function benchmarkOf(benchmark: MarkHistory, rows: readonly CurveDay[]): readonly number[] {
  return rows.map(({ day }, i) => {
    const since = i === 0 ? benchmark.before(day) : benchmark.on(rows[i - 1]!.day);
    const now = benchmark.on(day);
    if (since === undefined || now === undefined) return 0;
    return Number(now.price - since.price) / Number(since.price);
  });
}

function compared(returns: readonly number[], benchmark: readonly number[]): BenchmarkComparison {
  return {
    timeWeighted: linked(benchmark),
    beta: beta(returns, benchmark),
    trackingError: trackingError(returns, benchmark),
  };
}
