import {
  byApplication,
  isEnding,
  midnightOf,
  type Command,
  type Instant,
} from '@bellwether/domain';
import { defineProcess, type Occasion, type ProcessManager } from '../runtime/process.ts';
import { PENDING_ACTIONS, type PendingAction, type PendingActions } from './pending-actions.ts';

/**
 * Carries corporate actions through their days: in force from midnight in New York of the ex-date on, before the market
 * opens; dividends paid from midnight of the pay date on; names changed and listings ended when the action is in force. What
 * was missed is done at once. Names say action, version and attempt, so that nothing is done twice and what was declined is
 * tried again.
 */
export const corporateActions: ProcessManager = defineProcess({
  name: 'corporate-actions',
  description: 'Puts corporate actions in force and pays them',
  sends: ['ApplyCorporateAction', 'PayCorporateAction', 'ChangeSymbol', 'DelistInstrument'],
  // A split at midnight finds no series that has expired the evening before.
  after: 'expirations',
  memory: { open: (): PendingActions => new Map(), takes: PENDING_ACTIONS },
  at(now, actions) {
    const all = [...actions.values()];
    return [...applications(all, now), ...all.flatMap((action) => followUps(action, now))];
  },
});

type Sent<T extends Command['type']> = Occasion<Extract<Command, { readonly type: T }>>;

/** A command for each action that is due, those of an instrument in the order of application. */
function applications(
  actions: readonly PendingAction[],
  now: Instant,
): readonly Sent<'ApplyCorporateAction'>[] {
  const due = actions.filter(
    ({ status, terms }) => status === 'announced' && midnightOf(terms.exDate) <= now,
  );
  return [...Map.groupBy(due, ({ instrumentId }) => instrumentId).values()].flatMap((together) =>
    together.some(({ notBefore = 0n }) => notBefore > now) ? [] : applicationsOf(together),
  );
}

/**
 * Where one of them was declined, those behind it were refused: all are asked for anew, under names of their own. A refusal
 * leaves no fact, so a name that was refused may be decided later.
 */
function applicationsOf(
  together: readonly PendingAction[],
): readonly Sent<'ApplyCorporateAction'>[] {
  const others = together.reduce((sum, { attempts }) => sum + attempts, together.length);
  return together
    .toSorted((a, b) => byApplication(a.terms, b.terms))
    .map(({ actionId, version, attempts, instrumentId }) => ({
      name: `apply/${actionId}/${version}/${attempts}/${others}`,
      command: { type: 'ApplyCorporateAction', data: { instrumentId, actionId } },
    }));
}

/** What an action in force asks for. */
function followUps(
  { actionId, instrumentId, terms, status, version }: PendingAction,
  now: Instant,
): readonly Sent<'PayCorporateAction' | 'ChangeSymbol' | 'DelistInstrument'>[] {
  if (status !== 'effective') return [];
  const { payDate, newSymbol, exDate } = terms;
  if (payDate !== undefined && midnightOf(payDate) <= now)
    return [
      {
        name: `pay/${actionId}/${version}`,
        command: { type: 'PayCorporateAction', data: { instrumentId, actionId } },
      },
    ];
  if (newSymbol !== undefined) {
    const data = { instrumentId, symbol: newSymbol, effectiveOn: exDate };
    return [{ name: `rename/${actionId}`, command: { type: 'ChangeSymbol', data } }];
  }
  if (!isEnding(terms)) return [];
  const data = { instrumentId, reason: `corporate action ${actionId}` };
  return [{ name: `delist/${actionId}`, command: { type: 'DelistInstrument', data } }];
}
