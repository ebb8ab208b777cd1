import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** What `portfolio.performance` answers: money as digits of 1/10 000 USD, ratios as decimals. */
export interface PerformanceAnswer {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly end: string;
  readonly in: string;
  readonly out: string;
  readonly fees: string;
  readonly profit: string;
  readonly timeWeighted: string | null;
  readonly timeWeightedYearly: string | null;
  readonly moneyWeighted: string | null;
  readonly moneyWeightedYearly: string | null;
  readonly moneyWeightedRoots: string;
  readonly volatility: string | null;
  readonly sharpe: string | null;
  readonly sortino: string | null;
  readonly calmar: string | null;
  readonly drawdown: string | null;
  readonly drawdownFrom: string | null;
  readonly drawdownTo: string | null;
  readonly turnover: string | null;
  readonly exposure: string | null;
  readonly winningDays: string | null;
  readonly benchmark: string | null;
  readonly beta: string | null;
  readonly trackingError: string | null;
  readonly contributions: readonly {
    readonly symbol: string;
    readonly profit: string;
    readonly contribution: string | null;
  }[];
  readonly version: number;
  readonly valuedDays: number;
  readonly officialDays: number;
  readonly skippedDays: number;
}

/** A day as `portfolio.equity` answers it. */
export interface CurveAnswer {
  readonly day: string;
  readonly start: string;
  readonly in: string;
  readonly out: string;
  readonly end: string;
  readonly return: string | null;
  readonly version: number;
  readonly official: boolean;
}

const usd = (units: string): string => formatDecimal(BigInt(units));

/** A decimal as per cent, exactly: `0.123456` is 12.3456 %. */
function percent(ratio: string | null): string {
  if (ratio === null) return '–';
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)\.(\d+)$/.exec(ratio) ?? [];
  const digits = `${whole}${part}`;
  const point = whole.length + 2;
  return `${sign}${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)} %`;
}

/** A performance for people: money, returns and measures, then what contributed. */
export function performanceTable(answer: PerformanceAnswer): string {
  const several = answer.moneyWeightedRoots === 'SEVERAL' ? 'several roots: no answer' : undefined;
  const rows = [
    ['account', answer.accountId, 'days', `${answer.from} – ${answer.to}`],
    ['start', usd(answer.start), 'end', usd(answer.end)],
    ['paid in', usd(answer.in), 'paid out', usd(answer.out)],
    ['profit', usd(answer.profit), 'fees', usd(answer.fees)],
    ['time-weighted', percent(answer.timeWeighted), 'a year', percent(answer.timeWeightedYearly)],
    [
      'money-weighted',
      several ?? percent(answer.moneyWeighted),
      'a year',
      percent(answer.moneyWeightedYearly),
    ],
    ['volatility', percent(answer.volatility), 'Sharpe', answer.sharpe ?? '–'],
    ['Sortino', answer.sortino ?? '–', 'Calmar', answer.calmar ?? '–'],
    ['deepest fall', percent(answer.drawdown), 'from, to', fallOf(answer)],
    ['turnover', answer.turnover ?? '–', 'exposure', answer.exposure ?? '–'],
    ['winning days', percent(answer.winningDays), 'version', `${answer.version}`],
    ['benchmark', percent(answer.benchmark), 'beta', answer.beta ?? '–'],
    ['tracking error', percent(answer.trackingError), 'valued days', valuedOf(answer)],
  ];
  const contributions = answer.contributions.map(({ symbol, profit, contribution }) => [
    symbol,
    usd(profit),
    percent(contribution),
  ]);
  if (contributions.length === 0) return table(rows);
  const head = ['symbol', 'profit', 'contributed'];
  return [table(rows), '', table([head, ...contributions])].join('\n');
}

function fallOf({ drawdownFrom, drawdownTo }: PerformanceAnswer): string {
  return drawdownFrom === null ? '–' : `${drawdownFrom}, ${drawdownTo}`;
}

function valuedOf({ valuedDays, officialDays, skippedDays }: PerformanceAnswer): string {
  const skipped = skippedDays === 0 ? '' : `, ${skippedDays} skipped`;
  return `${valuedDays}, ${officialDays} at official closes${skipped}`;
}

/** The worth of an account day by day, for people. */
export function curveTable(rows: readonly CurveAnswer[]): string {
  return table([
    ['day', 'start', 'in', 'out', 'end', 'return', 'version', ''],
    ...rows.map((row) => [
      row.day,
      usd(row.start),
      usd(row.in),
      usd(row.out),
      usd(row.end),
      percent(row.return),
      `${row.version}`,
      row.official ? 'official' : '',
    ]),
  ]);
}
