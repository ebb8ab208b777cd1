import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** A run as the question answers it; money in 1/10 000 USD as digits. */
export interface RunRow {
  readonly runId: string;
  readonly status: string;
  readonly lines: number;
  readonly late: number;
  readonly delivered: string;
  readonly paid: string;
  readonly fees: string;
}

/** What a participant was to receive, or below zero to deliver, and what became of it. */
export interface LineRow {
  readonly runId: string;
  readonly participant: string;
  readonly instrumentId: string;
  readonly status: string;
  readonly quantity: string;
  readonly amount: string;
  readonly fees: string;
  readonly settledQuantity: string;
  readonly settledAmount: string;
  readonly marked: string;
  readonly late: string;
  readonly lateAmount: string;
  readonly failingSince: string | null;
}

/** What is late of a participant. */
export interface LateRow {
  readonly participant: string;
  readonly instrumentId: string;
  readonly late: string;
  readonly lateAmount: string;
  readonly failingSince: string | null;
}

/** What will settle on a day. */
export interface PendingRow {
  readonly settlementDate: string;
  readonly instrumentId: string;
  readonly quantity: string;
  readonly amount: string;
  readonly fees: string;
  readonly trades: number;
}

const usd = (digits: string): string => formatDecimal(BigInt(digits));
const words = (code: string): string => code.toLowerCase().replaceAll('_', ' ');

/** Runs for people, a line each. */
export function runsText(rows: readonly RunRow[]): string {
  if (rows.length === 0) return 'no settlement run yet; start one: ./bellwether settlement run';
  return table([
    ['run', 'status', 'lines', 'late', 'delivered', 'paid, USD', 'fees, USD'],
    ...rows.map((row) => [
      row.runId,
      words(row.status),
      `${row.lines}`,
      `${row.late}`,
      row.delivered,
      usd(row.paid),
      usd(row.fees),
    ]),
  ]);
}

/** Lines of runs for people: money that moved counts what late shares were priced anew by. */
export function linesText(rows: readonly LineRow[]): string {
  if (rows.length === 0) return 'nothing was due';
  return table([
    [
      'run',
      'participant',
      'instrument',
      'due',
      'for, USD',
      'moved',
      'for, USD',
      'fees',
      'late',
      'status',
    ],
    ...rows.map((row) => [
      row.runId,
      row.participant,
      row.instrumentId,
      row.quantity,
      usd(row.amount),
      row.settledQuantity,
      formatDecimal(BigInt(row.settledAmount) + BigInt(row.marked)),
      usd(row.fees),
      row.late,
      row.failingSince === null
        ? words(row.status)
        : `${words(row.status)} since ${row.failingSince}`,
    ]),
  ]);
}

/** What is late, a line each. */
export function lateText(rows: readonly LateRow[]): string {
  if (rows.length === 0) return 'nothing is late';
  return table([
    ['participant', 'instrument', 'to receive', 'to deliver', 'for, USD', 'since'],
    ...rows.map((row) => [
      row.participant,
      row.instrumentId,
      row.late.startsWith('-') ? '' : row.late,
      row.late.startsWith('-') ? row.late.slice(1) : '',
      usd(row.lateAmount),
      row.failingSince ?? '',
    ]),
  ]);
}

/** What is to come, a line each. */
export function pendingText(rows: readonly PendingRow[]): string {
  if (rows.length === 0) return 'nothing waits for settlement';
  return table([
    ['due', 'instrument', 'trades', 'shares', 'money, USD', 'fees, USD'],
    ...rows.map((row) => [
      row.settlementDate,
      row.instrumentId,
      `${row.trades}`,
      row.quantity,
      usd(row.amount),
      usd(row.fees),
    ]),
  ]);
}
