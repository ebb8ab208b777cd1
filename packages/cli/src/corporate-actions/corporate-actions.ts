import type { CommandId, InstrumentId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import { actionTermsOf, type TypedTerms } from './terms.ts';
import {
  actionsText,
  adjustmentsText,
  effectsText,
  type ActionRow,
  type AdjustmentRow,
  type EffectRow,
  type EffectSums,
} from './texts.ts';

type TermsOptions = InstallationOptions & TypedTerms;

/** Prints corporate actions. @throws CommandFailure */
export async function listActions(
  options: InstallationOptions & { readonly instrument?: string },
): Promise<void> {
  const { instrument: instrumentId } = options;
  const input = instrumentId === undefined ? {} : { instrumentId };
  const rows = await allRows<ActionRow>('corporateaction.list', input, options);
  report(rows, options.json === true, actionsText);
}

/** Prints what actions in force on a day make of prices. @param exDate as `2026-11-20`. @throws CommandFailure */
export async function listAdjustments(exDate: string, options: InstallationOptions): Promise<void> {
  const { rows } = (await answerTo('corporateaction.adjustments', { exDate }, options)) as {
    readonly rows: readonly AdjustmentRow[];
  };
  report(rows, options.json === true, adjustmentsText);
}

/** @throws CommandFailure where it is refused, or somebody else must agree first. */
export function announceAction(instrument: string, options: TermsOptions): Promise<void> {
  const data = { instrumentId: instrument as InstrumentId, ...actionTermsOf(options) };
  return sent({ type: 'AnnounceCorporateAction', data }, options);
}

/** Replaces all terms. @throws CommandFailure */
export function amendAction(
  instrument: string,
  action: string,
  options: TermsOptions,
): Promise<void> {
  const data = { ...named(instrument, action), ...actionTermsOf(options) };
  return sent({ type: 'AmendCorporateAction', data }, options);
}

/** @throws CommandFailure */
export function cancelAction(
  instrument: string,
  action: string,
  options: InstallationOptions & { readonly reason: string },
): Promise<void> {
  const data = { ...named(instrument, action), reason: options.reason };
  return sent({ type: 'CancelCorporateAction', data }, options);
}

/** Agrees to a command of somebody else that waits. @throws CommandFailure */
export function approveAction(commandId: string, options: InstallationOptions): Promise<void> {
  return sent({ type: 'ApproveCommand', data: { commandId: commandId as CommandId } }, options);
}

/** Puts an action in force whose ex-date has come, as the calendar does. @throws CommandFailure */
export function applyAction(
  instrument: string,
  action: string,
  options: InstallationOptions,
): Promise<void> {
  return sent({ type: 'ApplyCorporateAction', data: named(instrument, action) }, options);
}

/** Prints what an action would do now. @throws CommandFailure */
export async function dryRunAction(actionId: string, options: InstallationOptions): Promise<void> {
  const answer = (await answerTo('corporateaction.dry-run', { actionId }, options)) as
    | (EffectSums & { readonly effects: readonly EffectRow[] })
    | null;
  if (answer === null) throw new CommandFailure(`there is no corporate action ${actionId}`);
  report(answer, options.json === true, (told) => effectsText(told.effects, told));
}

/** Prints what an action has done, all of it. @throws CommandFailure */
export async function reportAction(actionId: string, options: InstallationOptions): Promise<void> {
  const action = await answerTo('corporateaction.get', { actionId }, options);
  if (action === null) throw new CommandFailure(`there is no corporate action ${actionId}`);
  const input = { actionId, first: 500 };
  const effects = await allRows<EffectRow>('corporateaction.effects', input, options);
  report({ action, effects }, options.json === true, (told) =>
    [
      actionsText([told.action as ActionRow]),
      effectsText(told.effects, told.action as EffectSums),
    ].join('\n\n'),
  );
}

function named(instrument: string, action: string) {
  return { instrumentId: instrument as InstrumentId, actionId: action as CommandId };
}
