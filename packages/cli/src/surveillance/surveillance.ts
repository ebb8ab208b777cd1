import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { report } from '../output/report.ts';
import { alertsText, caseText, type AlertRow, type CaseStep } from './texts.ts';

type Listing = InstallationOptions & { readonly rule?: string; readonly owner?: string };

/** Prints alerts. @throws CommandFailure */
export async function listAlerts(
  which: { readonly open?: true },
  { rule: ruleId, owner, ...options }: Listing,
): Promise<void> {
  const rows = await allRows<AlertRow>('surveillance.alerts', { ...which, ruleId, owner }, options);
  report(rows, options.json === true, alertsText);
}

/** Prints an alert and its case. @throws CommandFailure where there is none. */
export async function showAlert(
  alertId: string,
  options: InstallationOptions & { readonly replay?: boolean },
): Promise<void> {
  const found = (await answerTo('surveillance.case', { alertId }, options)) as {
    readonly alert: AlertRow;
    readonly steps: readonly CaseStep[];
  } | null;
  if (found === null) throw new CommandFailure(`there is no alert ${alertId}`);
  if (options.replay !== true) return report(found, options.json === true, caseText);
  const { marketAround, timeLineText } = await import('./time-line.ts');
  const timeLine = await marketAround(found.alert, options);
  report({ ...found, timeLine }, options.json === true, (told) =>
    [caseText(told), '', timeLineText(told.timeLine)].join('\n'),
  );
}
