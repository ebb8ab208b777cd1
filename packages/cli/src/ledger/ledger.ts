import { formatDecimal } from '@bellwether/domain';
import type { InstallationOptions } from '../command-line/options.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { allRows } from '../messages/all-rows.ts';
import { mark, report, table } from '../output/report.ts';

export interface BalanceOptions extends InstallationOptions {
  readonly account?: string;
  /** Day, `2026-11-20`. */
  readonly day?: string;
  readonly commodity?: string;
}

/** What an account of the ledger has: 1/10 000 USD, or whole units, as digits. */
export interface BalanceRow {
  readonly owner: string;
  readonly account: string;
  readonly commodity: string;
  readonly debits: string;
  readonly credits: string;
  readonly balance: string;
}

/** Prints the trial balance, or what one account has. @throws CommandFailure where debits are not credits. */
export async function showBalance(options: BalanceOptions): Promise<void> {
  const { account, day, commodity } = options;
  const when = day === undefined ? {} : { through: day };
  const first = 500;
  if (account !== undefined) {
    const input = { accountId: account, ...when, first };
    const own = await allRows<BalanceRow>('ledger.of-account', input, options);
    return report(of(own, commodity), options.json === true, balanceText);
  }
  const what = commodity === undefined ? {} : { commodity };
  const rows = await allRows<BalanceRow>('ledger.balances', { ...when, ...what, first }, options);
  const sums = sumsOf(rows);
  const show = (told: { balances: readonly BalanceRow[] }): string =>
    [balanceText(told.balances), sumsText(sums)].join('\n\n');
  report({ balances: rows, sums: Object.fromEntries(sums) }, options.json === true, show);
  if ([...sums.values()].some((sum) => sum !== 0n))
    throw new CommandFailure('debits are not credits: run ./bellwether verify');
}

function of(rows: readonly BalanceRow[], commodity: string | undefined): readonly BalanceRow[] {
  return commodity === undefined ? rows : rows.filter((row) => row.commodity === commodity);
}

/** What all accounts together have of each commodity: nothing. */
export function sumsOf(rows: readonly BalanceRow[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { commodity, balance } of rows)
    sums.set(commodity, (sums.get(commodity) ?? 0n) + BigInt(balance));
  return sums;
}

/** Balances for people, a line each. */
export function balanceText(rows: readonly BalanceRow[]): string {
  if (rows.length === 0) return 'the ledger has nothing of it';
  return table([
    ['owner', 'account', 'of', 'debits', 'credits', 'balance'],
    ...rows.map((row) => [
      row.owner,
      row.account.toLowerCase().replaceAll('_', ' '),
      row.commodity,
      ...[row.debits, row.credits, row.balance].map((digits) => amount(row.commodity, digits)),
    ]),
  ]);
}

function sumsText(sums: ReadonlyMap<string, bigint>): string {
  return [...sums]
    .map(([commodity, sum]) => `${mark(sum === 0n)} ${commodity}: debits less credits ${sum}`)
    .join('\n');
}

function amount(commodity: string, digits: string): string {
  return commodity === 'USD' ? formatDecimal(BigInt(digits)) : digits;
}
