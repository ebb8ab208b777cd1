import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReportDocument, ReportKind } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';

/** Until a report is recorded, ms; it is looked for so often. */
const [RECORDED_MAX_MS, LOOK_EVERY_MS] = [60_000, 500];

/** Which report. */
export interface ReportTermsAsked {
  readonly accountId: string;
  readonly kind: ReportKind;
  readonly from: string;
  readonly to: string;
  /** The report that it corrects. */
  readonly replaces?: string;
}

/** A row of what `report.list` answers. */
export interface ReportRow {
  readonly reportId: string;
  readonly kind: ReportKind;
  readonly fromDay: string;
  readonly toDay: string;
  readonly replaces: string | null;
  readonly status: string;
  readonly inputsPosition: string;
  readonly sha256: string | null;
  readonly bytes: number;
}

interface Data {
  readonly inputsPosition: string;
  readonly sha256: string;
  readonly parts: number;
  readonly text: string;
}

/** A report with the bytes of its data. */
export interface MadeReport {
  readonly document: ReportDocument;
  readonly text: string;
  readonly sha256: string;
}

/** Has a report made, as of a position or as of now. @throws CommandFailure where its parts do not make the whole that has the hash. */
export async function madeReport(
  terms: ReportTermsAsked,
  position: string | undefined,
  options: InstallationOptions,
): Promise<MadeReport> {
  const ask = async (more: object): Promise<Data> =>
    (await answerTo('report.data', { ...terms, ...more }, options)) as Data;
  const first = await ask(position === undefined ? {} : { position });
  let { text } = first;
  for (let part = 2; part <= first.parts; part++)
    text += (await ask({ position: first.inputsPosition, part })).text;
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (sha256 !== first.sha256)
    throw new CommandFailure('the parts of the report do not make the whole');
  return { document: JSON.parse(text) as ReportDocument, text, sha256 };
}

/** All reports of an account, the latest first. */
export function reportsOf(
  accountId: string,
  options: InstallationOptions,
): Promise<readonly ReportRow[]> {
  return allRows<ReportRow>('report.list', { accountId }, options);
}

/** Waits until a report is recorded. @throws CommandFailure where nobody does it. */
export async function recordedReport(
  accountId: string,
  reportId: string,
  options: InstallationOptions,
): Promise<ReportRow> {
  const end = performance.now() + RECORDED_MAX_MS;
  do {
    // It is among the latest: further pages have older ones.
    const answer = await answerTo('report.list', { accountId }, options);
    const { rows } = answer as { readonly rows: readonly ReportRow[] };
    const found = rows.find((row) => row.reportId === reportId && row.status === 'GENERATED');
    if (found !== undefined) return found;
    await sleep(LOOK_EVERY_MS);
  } while (performance.now() < end);
  throw new CommandFailure(`report ${reportId} is not made: is \`processes\` running?`);
}
