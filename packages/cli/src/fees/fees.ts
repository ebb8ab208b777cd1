import { formatDecimal } from '@bellwether/domain';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { report, table } from '../output/report.ts';

export interface FeeOptions extends InstallationOptions {
  readonly account?: string;
  /** Days, `2026-11-20`. */
  readonly from?: string;
  readonly to?: string;
}

/** What was charged on a day, 1/10 000 USD as digits. */
export interface DayOfFees {
  readonly day: string;
  readonly commission: string;
  readonly section31: string;
  readonly taf: string;
  readonly venue: string;
  readonly orf: string;
}

/** One schedule, of an account or of a venue. */
export interface Schedule {
  readonly venue?: string;
  readonly product: string;
  readonly perOrder?: string;
  readonly perUnit?: string;
  readonly minimum?: string;
  readonly maximumBasisPoints?: number;
  readonly taker?: string;
  readonly maker?: string;
  readonly auction?: string;
  readonly regulatory?: string;
}

/** Prints what was charged. @throws CommandFailure where it is refused. */
export async function listFees(options: FeeOptions): Promise<void> {
  const { account, from, to } = options;
  const days = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const rows =
    account === undefined
      ? await allRows<DayOfFees>('fees.income', days, options)
      : await allRows<DayOfFees>('fees.list', { accountId: account, ...days }, options);
  report(rows, options.json === true, feesText);
}

/** Prints the schedules in force. @throws CommandFailure where it is refused. */
export async function listSchedules(options: FeeOptions): Promise<void> {
  const { account } = options;
  const venues = await allRows<Schedule>('fees.venues', {}, options);
  const own =
    account === undefined
      ? []
      : await allRows<Schedule>('fees.commissions', { accountId: account }, options);
  report([...own, ...venues], options.json === true, schedulesText);
}

/** Days of fees for people, a line each, and what they come to. */
export function feesText(rows: readonly DayOfFees[]): string {
  if (rows.length === 0) return 'nothing was charged';
  const kinds = ['commission', 'section31', 'taf', 'venue', 'orf'] as const;
  const amounts = (of: (kind: (typeof kinds)[number]) => bigint): readonly string[] => {
    const each = kinds.map(of);
    return [...each, each.reduce((sum, one) => sum + one, 0n)].map(formatDecimal);
  };
  return table([
    ['day', 'commission', 'Section 31', 'TAF', 'venues', 'ORF', 'all, USD'],
    ...rows.map((row) => [row.day, ...amounts((kind) => BigInt(row[kind]))]),
    ['together', ...amounts((kind) => rows.reduce((sum, row) => sum + BigInt(row[kind]), 0n))],
  ]);
}

/** Schedules for people, a line each. */
export function schedulesText(rows: readonly Schedule[]): string {
  if (rows.length === 0) return 'no venue and no account is charged by a schedule';
  return table([
    ['who', 'product', 'terms'],
    ...rows.map((row) => [row.venue ?? 'commission', row.product.toLowerCase(), termsOf(row)]),
  ]);
}

function termsOf(row: Schedule): string {
  const parts: readonly (readonly [string, string | undefined])[] =
    row.venue === undefined
      ? [
          ['an order', row.perOrder],
          ['a unit', usd(row.perUnit)],
          ['at least', row.minimum],
        ]
      : [
          ['taker', usd(row.taker)],
          ['maker', usd(row.maker)],
          ['auction', usd(row.auction)],
          ['ORF', usd(row.regulatory)],
        ];
  const most = row.maximumBasisPoints;
  const said = parts.flatMap(([what, amount]) => (amount === undefined ? [] : `${what} ${amount}`));
  return [...said, ...(most === undefined ? [] : [`at most ${most / 100} %`])].join(', ');
}

/** Micro-USD as USD: `2900` is 0.0029. */
function usd(microUsd: string | undefined): string | undefined {
  if (microUsd === undefined) return undefined;
  const sign = microUsd.startsWith('-') ? '-' : '';
  const digits = microUsd.replace('-', '').padStart(7, '0');
  const part = digits.slice(-6).replace(/0+$/, '').padEnd(2, '0');
  return `${sign}${digits.slice(0, -6)}.${part}`;
}
