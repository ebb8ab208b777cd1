import { newYorkTime, parseDate } from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import {
  lateText,
  linesText,
  pendingText,
  runsText,
  type LateRow,
  type LineRow,
  type PendingRow,
  type RunRow,
} from './texts.ts';

/** Lines of an account that are shown: those of its latest runs. */
const LINES_SHOWN = 50;

/** Prints runs. @throws CommandFailure */
export async function listRuns(options: InstallationOptions): Promise<void> {
  report(await allRows<RunRow>('settlement.runs', {}, options), options.json === true, runsText);
}

/** Prints what was due in a run. @throws CommandFailure where there is no such run. */
export async function showRun(
  runId: string,
  options: InstallationOptions & { readonly late?: boolean },
): Promise<void> {
  const lines = await allRows<LineRow>('settlement.lines', { runId, first: 500 }, options);
  if (lines.length === 0) {
    const runs = await allRows<RunRow>('settlement.runs', {}, options);
    if (!runs.some((run) => run.runId === runId))
      throw new CommandFailure(`there is no settlement run ${runId}`);
  }
  const shown = options.late === true ? lines.filter(({ late }) => late !== '0') : lines;
  report(shown, options.json === true, linesText);
}

/** Prints everything that is late. @throws CommandFailure */
export async function listLate(options: InstallationOptions): Promise<void> {
  report(await allRows<LateRow>('settlement.late', {}, options), options.json === true, lateText);
}

/** Prints what will settle of an account, and its latest lines. @throws CommandFailure */
export async function showAccount(
  options: InstallationOptions & { readonly account: string },
): Promise<void> {
  const { account: accountId } = options;
  const pending = await allRows<PendingRow>('settlement.pending', { accountId }, options);
  const input = { accountId, first: LINES_SHOWN };
  const { rows: lines } = (await answerTo('settlement.of-account', input, options)) as {
    readonly rows: readonly LineRow[];
  };
  report({ pending, lines }, options.json === true, (told) =>
    [pendingText(told.pending), linesText(told.lines)].join('\n\n'),
  );
}

/** Starts a run of what is due by a day. @throws CommandFailure where it is refused. */
export function startRun(
  options: InstallationOptions & { readonly date?: string; readonly custodian?: 'files' },
): Promise<void> {
  const settlementDate =
    options.date === undefined ? newYorkTime(systemClock()()).date : parseDate(options.date);
  const by = options.custodian === undefined ? {} : ({ custodian: 'FILES' } as const);
  return sent(
    { type: 'StartSettlement', data: { counterparty: 'CCP', settlementDate, ...by } },
    options,
  );
}
