import type { ReportDocument, ReportKind } from '@bellwether/domain';

const TITLES: Readonly<Record<ReportKind, string>> = {
  STATEMENT: 'Statement',
  PERFORMANCE: 'Performance report',
  GAINS: 'Realised gains and lots',
  ACTIVITY: 'Activity',
  CONFIRMATION: 'Trade confirmation',
};

/** What a report is called. */
export function titleOf({ kind, accountId }: ReportDocument): string {
  return `${TITLES[kind]} of account ${accountId}`;
}

/** Of which days it is, and as of what: enough to have it made again. */
export function subtitleOf({ from, to, currency, inputsPosition }: ReportDocument): string {
  return `${from} to ${to}, ${currency}; as of log position ${inputsPosition}`;
}
