import { formatDecimal, USD } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** A statement as the question answers it. */
export interface StatementRow {
  readonly statementId: string;
  readonly asOf: string;
  readonly items: number;
  readonly matched: number;
  readonly breaks: number;
  readonly open: number;
  readonly principal: string;
}

/** A break; amounts as digits. */
export interface BreakRow {
  readonly statementId: string;
  readonly number: number;
  readonly breakKind: string;
  readonly owner: string;
  readonly commodity: string;
  readonly ours: string;
  readonly theirs: string;
  readonly status: string;
  readonly note: string | null;
}

/** Statements for people, a line each. */
export function statementsText(rows: readonly StatementRow[]): string {
  if (rows.length === 0) return 'no statement was reconciled yet';
  return table([
    ['statement', 'day', 'compared', 'same', 'breaks', 'open', 'by'],
    ...rows.map((row) => [
      row.statementId,
      row.asOf,
      `${row.items}`,
      `${row.matched}`,
      `${row.breaks}`,
      `${row.open}`,
      row.principal,
    ]),
  ]);
}

/** Breaks for people, a line each. */
export function breaksText(rows: readonly BreakRow[]): string {
  if (rows.length === 0) return 'nothing differs';
  return table([
    ['break', 'kind', 'owner', 'of', 'ours', 'theirs', 'status'],
    ...rows.map((row) => [
      `${row.statementId}/${row.number}`,
      row.breakKind.toLowerCase().replaceAll('_', ' '),
      row.owner,
      row.commodity,
      ...[row.ours, row.theirs].map((digits) =>
        row.commodity === USD ? formatDecimal(BigInt(digits)) : digits,
      ),
      row.note === null ? row.status.toLowerCase() : `${row.status.toLowerCase()}: ${row.note}`,
    ]),
  ]);
}
