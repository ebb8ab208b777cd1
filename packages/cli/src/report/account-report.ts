import { writeFileSync } from 'node:fs';
import {
  formatDate,
  monthDays,
  parseDate,
  type AccountId,
  type ReportKind,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { isDone, outcomeText } from '../messages/outcome-text.ts';
import { submit } from '../messages/submit.ts';
import { mark, report, table } from '../output/report.ts';
import { reportCsv } from './csv.ts';
import { reportHtml } from './html.ts';
import {
  madeReport,
  recordedReport,
  reportsOf,
  type MadeReport,
  type ReportTermsAsked,
} from './made-report.ts';
import { reportPdf } from './pdf.ts';
import { reportText } from './report-text.ts';

export interface AccountOptions extends InstallationOptions {
  readonly account: string;
}

export interface ReportOptions extends AccountOptions {
  readonly month?: string;
  readonly from?: string;
  readonly to?: string;
  /** Made, and not recorded. */
  readonly preview?: boolean;
  readonly pdf?: string;
  readonly html?: string;
  readonly csv?: string;
  /** The bytes that the hash is of. */
  readonly dataFile?: string;
}

/** Has a report of an account made, recorded and written. @throws CommandFailure */
export async function accountReport(kind: ReportKind, options: ReportOptions): Promise<void> {
  const terms = { accountId: options.account, kind, ...daysOf(options) };
  const made =
    options.preview === true
      ? await madeReport(terms, undefined, options)
      : await recorded(terms, options);
  await write(made, options);
  const { document, sha256 } = made;
  report({ ...document, sha256 }, options.json === true, () => {
    return `${reportText(document)}\n\nSHA-256 of its data: ${sha256}`;
  });
}

async function recorded(
  terms: Omit<ReportTermsAsked, 'replaces'>,
  options: ReportOptions,
): Promise<MadeReport> {
  const data = {
    ...terms,
    accountId: terms.accountId as AccountId,
    from: parseDate(terms.from),
    to: parseDate(terms.to),
  };
  const id = newId();
  const outcome = await submit({ type: 'RequestReport', data }, { ...options, id });
  if (!isDone(outcome)) throw new CommandFailure(outcomeText(outcome));
  const row = await recordedReport(terms.accountId, id, options);
  const made = await madeReport(terms, row.inputsPosition, options);
  if (made.sha256 !== row.sha256)
    throw new CommandFailure('made again it says something else than what was recorded');
  return made;
}

async function write(made: MadeReport, options: ReportOptions): Promise<void> {
  const { pdf, html, csv, dataFile } = options;
  if (pdf !== undefined) writeFileSync(pdf, await reportPdf(made.document));
  if (html !== undefined) writeFileSync(html, reportHtml(made.document));
  if (csv !== undefined) writeFileSync(csv, reportCsv(made.document));
  if (dataFile !== undefined) writeFileSync(dataFile, made.text);
}

function daysOf({ month, from, to }: ReportOptions): {
  readonly from: string;
  readonly to: string;
} {
  if (month !== undefined) {
    const days = monthDays(month);
    return { from: formatDate(days.from), to: formatDate(days.to) };
  }
  if (from === undefined || to === undefined)
    throw new CommandFailure('say of which days: --month 2026-10, or --from and --to');
  return { from, to };
}

/** Prints the reports of an account. */
export async function listReports(options: AccountOptions): Promise<void> {
  const rows = await reportsOf(options.account, options);
  report(rows, options.json === true, () =>
    rows.length === 0
      ? `no reports of ${options.account}`
      : table([
          ['report', 'kind', 'days', 'status', 'replaces', 'position', 'SHA-256'],
          ...rows.map((row) => [
            row.reportId,
            row.kind,
            `${row.fromDay} – ${row.toDay}`,
            row.status.toLowerCase(),
            row.replaces ?? '–',
            row.inputsPosition === '-1' ? '–' : row.inputsPosition,
            row.sha256 ?? '–',
          ]),
        ]),
  );
}

interface Checked {
  readonly reportId: string;
  readonly kind: ReportKind;
  readonly from: string;
  readonly to: string;
  readonly isSame: boolean;
}

/** Makes every recorded report of an account again and compares hashes. @throws CommandFailure where one differs. */
export async function verifyReports(options: AccountOptions): Promise<void> {
  const rows = await reportsOf(options.account, options);
  const checked: Checked[] = [];
  for (const row of rows.filter(({ status }) => status === 'GENERATED')) {
    const { reportId, kind, fromDay: from, toDay: to, inputsPosition, replaces } = row;
    const corrected = replaces === null ? {} : { replaces };
    const terms = { accountId: options.account, kind, from, to, ...corrected };
    const { sha256 } = await madeReport(terms, inputsPosition, options);
    checked.push({ reportId, kind, from, to, isSame: sha256 === row.sha256 });
  }
  report(checked, options.json === true, () =>
    checked.length === 0
      ? `no recorded reports of ${options.account}`
      : table(
          checked.map((one) => [
            mark(one.isSame),
            one.reportId,
            one.kind,
            `${one.from} – ${one.to}`,
          ]),
        ),
  );
  if (checked.some(({ isSame }) => !isSame))
    throw new CommandFailure('a report says something else than what was recorded');
}
