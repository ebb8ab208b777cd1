import {
  addDays,
  isEnding,
  midnightOf,
  newYorkTime,
  type ActionTerms,
  type CommandId,
  type Instant,
  type InstrumentId,
} from '@bellwether/domain';
import type { Remembered } from '../runtime/process.ts';

/** An action that is not over. */
export interface PendingAction {
  readonly actionId: CommandId;
  readonly instrumentId: InstrumentId;
  readonly terms: ActionTerms;
  readonly version: number;
  readonly attempts: number;
  readonly status: 'announced' | 'due' | 'effective';
  /** Not tried before; absent: on its ex-date. */
  readonly notBefore?: Instant;
}

/** The actions that something is still to be done about, by id. */
export type PendingActions = Map<CommandId, PendingAction>;

function change(
  actions: PendingActions,
  actionId: CommandId,
  by: (action: PendingAction) => Partial<PendingAction>,
): void {
  const action = actions.get(actionId);
  if (action !== undefined) actions.set(actionId, { ...action, ...by(action) });
}

function endAll(actions: PendingActions, isOver: (action: PendingAction) => boolean): void {
  // A map may lose what is looked at.
  for (const action of actions.values()) if (isOver(action)) actions.delete(action.actionId);
}

/** What was declined need not wait for tomorrow: something about one of its instruments is otherwise. */
function tryAgain(actions: PendingActions, instrumentId: InstrumentId): void {
  for (const { actionId, instrumentId: of, terms } of actions.values())
    if (of === instrumentId || terms.otherInstrumentId === instrumentId)
      change(actions, actionId, () => ({ notBefore: 0n }));
}

/** What the calendar of corporate actions is made of. */
export const PENDING_ACTIONS: Remembered<PendingActions> = {
  CorporateActionAnnounced: (actions, { instrumentId, actionId, version, ...terms }) =>
    void actions.set(actionId, {
      instrumentId,
      actionId,
      version,
      terms,
      attempts: 0,
      status: 'announced',
    }),
  CorporateActionAmended(actions, { actionId, version, ...data }) {
    const { instrumentId: _, ...terms } = data;
    change(actions, actionId, () => ({ version, terms }));
  },
  CorporateActionCancelled: (actions, { actionId }) => void actions.delete(actionId),
  CorporateActionDue: (actions, { actionId, attempt }) =>
    change(actions, actionId, () => ({ status: 'due', attempts: attempt })),
  CorporateActionEffective(actions, { actionId, ...terms }) {
    change(actions, actionId, () => ({ status: 'effective' }));
    // Of a split or spin-off there is nothing more to do.
    const goesOn = terms.payDate !== undefined || terms.newSymbol !== undefined || isEnding(terms);
    if (!goesOn) actions.delete(actionId);
  },
  CorporateActionDeferred(actions, { actionId, code }, { at }) {
    if (code === 'INSTRUMENT_NOT_TRADED') return void actions.delete(actionId);
    // Tomorrow before the open, unless the instrument is halted before.
    const notBefore = midnightOf(addDays(newYorkTime(at).date, 1));
    change(actions, actionId, () => ({ status: 'announced', notBefore }));
  },
  CorporateActionPayable: (actions, { actionId }) => void actions.delete(actionId),
  InstrumentHalted: (actions, { instrumentId }) => tryAgain(actions, instrumentId),
  // The two instruments of a merger may be together now.
  InstrumentMoved: (actions, { instrumentId }) => tryAgain(actions, instrumentId),
  SymbolChanged: (actions, { instrumentId, symbol }) =>
    endAll(actions, (one) => one.instrumentId === instrumentId && one.terms.newSymbol === symbol),
  InstrumentDelisted: (actions, { instrumentId }) =>
    endAll(actions, (one) => one.instrumentId === instrumentId && one.terms.payDate === undefined),
};
