import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** Rates as the question answers them, 1/10 000 a year. */
export interface RateRow {
  readonly since: string;
  readonly creditBasisPoints: number;
  readonly debitBasisPoints: number;
}

/** A month that is paid; money in 1/10 000 USD as digits. */
export interface ClosingRow {
  readonly through: string;
  readonly accounts: number;
  readonly paid: string;
  readonly owed: string;
}

/** What has accrued and is not booked. */
export interface AccruedAnswer {
  readonly from: string | null;
  readonly through: string | null;
  readonly balance: string;
  readonly accrued: string;
}

/** What an account was paid. */
export interface PostingRow {
  readonly through: string;
  readonly amount: string;
}

const usd = (digits: string): string => formatDecimal(BigInt(digits));

/** 425 basis points are 4.25 %. */
const percent = (basisPoints: number): string => `${formatDecimal(BigInt(basisPoints) * 100n)} %`;

/** Rates for people, a line each. */
export function ratesText(rows: readonly RateRow[]): string {
  if (rows.length === 0) return 'no rates: cash earns nothing and debts cost nothing';
  return table([
    ['from', 'paid on cash', 'taken on debts'],
    ...rows.map((row) => [
      row.since,
      percent(row.creditBasisPoints),
      percent(row.debitBasisPoints),
    ]),
  ]);
}

/** Months that are paid, a line each. */
export function closingsText(rows: readonly ClosingRow[]): string {
  if (rows.length === 0) return 'nothing is paid yet';
  return table([
    ['paid through', 'accounts', 'paid, USD', 'taken, USD'],
    ...rows.map((row) => [row.through, `${row.accounts}`, usd(row.paid), usd(row.owed)]),
  ]);
}

/** What would be booked now. */
export function accruedText({ from, through, balance, accrued }: AccruedAnswer): string {
  if (from === null || through === null) return 'nothing accrues';
  return `accrued ${usd(accrued)} from ${from} through ${through}, settled cash ${usd(balance)}`;
}

/** What was booked, a line each. */
export function postingsText(rows: readonly PostingRow[]): string {
  if (rows.length === 0) return 'nothing is paid yet';
  return table([
    ['paid through', 'interest, USD'],
    ...rows.map((row) => [row.through, usd(row.amount)]),
  ]);
}
