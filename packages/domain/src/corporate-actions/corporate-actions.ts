import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId, InstrumentId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { instantOf, newYorkTime, type Instant } from '../time/new-york.ts';
import { checkTerms } from './check-terms.ts';
import { CORPORATE_ACTION_COMMANDS, type CorporateActionCommand } from './commands.ts';
import { CORPORATE_ACTION_FACTS, type CorporateActionFact } from './facts.ts';
import { byApplication, collide } from './order-of-application.ts';
import type { ActionTerms } from './terms.ts';

/** Prefix of the streams of corporate actions, one for each instrument. A category never contains `-`. */
export const CORPORATE_ACTION_CATEGORY = 'corporateActions';

export function corporateActionStream(id: InstrumentId): string {
  return `${CORPORATE_ACTION_CATEGORY}-${id}`;
}

/** One action of an instrument. */
export interface KnownAction {
  readonly terms: ActionTerms;
  readonly version: number;
  /** How often it was to be put in force. */
  readonly attempts: number;
  readonly status: 'announced' | 'due' | 'effective' | 'paid' | 'cancelled';
}

/** The actions of one instrument, by id. */
export type ActionsState = ReadonlyMap<CommandId, KnownAction>;

const NO_ACTIONS: ActionsState = new Map();

interface Named {
  readonly instrumentId: InstrumentId;
  readonly actionId: CommandId;
}

interface Attempt extends Named {
  readonly version: number;
  readonly attempt: number;
}

/** What is decided about the actions of an instrument: what is commanded, and when; and what its partition says about them. */
export type CorporateActionDecision =
  | ({ readonly commandId: CommandId; readonly at: Instant } & CorporateActionCommand)
  | {
      readonly type: 'ConfirmAction';
      readonly data: Attempt & { readonly referencePrice: bigint; readonly previousClose: bigint };
    }
  | { readonly type: 'DeferAction'; readonly data: Attempt & { readonly code: RejectCode } };

type Decided = Decision<CorporateActionFact>;

/** When the first of a day begins: an action is in force from midnight in New York on. */
export function midnightOf(date: CivilDate): Instant {
  return instantOf(date, 0n);
}

function decide(actions: ActionsState, decision: CorporateActionDecision): Decided {
  switch (decision.type) {
    case 'AnnounceCorporateAction': {
      const { commandId: actionId, at } = decision;
      const { instrumentId, ...terms } = decision.data;
      const wrong =
        checkTerms(instrumentId, terms, newYorkTime(at).date) ??
        checkOthers(actions, terms, actionId);
      if (wrong !== undefined) return refuse(wrong);
      const data = { instrumentId, actionId, version: 1, ...terms };
      return accept({ type: 'CorporateActionAnnounced', data });
    }
    case 'AmendCorporateAction':
      return amend(actions, decision);
    case 'CancelCorporateAction': {
      const { instrumentId, actionId, reason } = decision.data;
      const action = actions.get(actionId);
      if (action?.status !== 'announced') return refuse(notOpen(actionId, action));
      const data = { instrumentId, actionId, reason };
      return accept({ type: 'CorporateActionCancelled', data });
    }
    case 'ApplyCorporateAction':
      return apply(actions, decision.data, decision.at);
    case 'PayCorporateAction':
      return pay(actions, decision.data, decision.at);
    case 'ConfirmAction':
    case 'DeferAction':
      return hear(actions, decision);
  }
}

type Timed<T> = Extract<CorporateActionDecision, { readonly type: T }>;

function amend(actions: ActionsState, { data, at }: Timed<'AmendCorporateAction'>): Decided {
  const { instrumentId, actionId, ...terms } = data;
  const action = actions.get(actionId);
  if (action?.status === 'effective' && onlyPayDateDiffers(instrumentId, action.terms, terms))
    return terms.payDate! < newYorkTime(at).date
      ? refuse(reject('INVALID_ACTION_DATES', 'the pay date is over'))
      : amended(action);
  if (action?.status !== 'announced') return refuse(notOpen(actionId, action));
  const wrong =
    checkTerms(instrumentId, terms, newYorkTime(at).date) ?? checkOthers(actions, terms, actionId);
  return wrong === undefined ? amended(action) : refuse(wrong);

  function amended({ version }: KnownAction): Decided {
    const changed = { instrumentId, actionId, version: version + 1, ...terms };
    return accept({ type: 'CorporateActionAmended', data: changed });
  }
}

function onlyPayDateDiffers(
  instrumentId: InstrumentId,
  before: ActionTerms,
  after: ActionTerms,
): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)] as (keyof ActionTerms)[]);
  return (
    before.kind === 'CASH_DIVIDEND' &&
    after.payDate !== undefined &&
    checkTerms(instrumentId, after, after.exDate) === undefined &&
    [...names].every((name) => name === 'payDate' || before[name] === after[name])
  );
}

/** One action; those of a day in the order of application, whatever the order of the announcements. */
function apply(actions: ActionsState, { instrumentId, actionId }: Named, at: Instant): Decided {
  const action = actions.get(actionId);
  if (action === undefined) return refuse(unknown(actionId));
  const { status, terms, version, attempts } = action;
  if (status !== 'announced')
    return refuse(reject('NOTHING_TO_CHANGE', `the action is ${status} already`));
  if (at < midnightOf(terms.exDate))
    return refuse(reject('NOT_YET', `the ex-date, ${formatDate(terms.exDate)}, has not come`));
  for (const [id, other] of actions)
    if (other.status === 'announced' && byApplication(other.terms, terms) < 0)
      return refuse(reject('ACTION_CONFLICT', `action ${id} comes first`));
  const data = { instrumentId, actionId, version, attempt: attempts + 1, ...terms };
  return accept({ type: 'CorporateActionDue', data });
}

function pay(actions: ActionsState, { instrumentId, actionId }: Named, at: Instant): Decided {
  const action = actions.get(actionId);
  const payDate = action?.terms.payDate;
  if (action === undefined || payDate === undefined) return refuse(unknown(actionId));
  if (action.status === 'paid') return accept();
  if (action.status !== 'effective')
    return refuse(reject('NOTHING_TO_CHANGE', 'a dividend that is not in force is not paid'));
  if (at < midnightOf(payDate))
    return refuse(reject('NOT_YET', `the pay date, ${formatDate(payDate)}, has not come`));
  const data = { instrumentId, actionId, version: action.version };
  return accept({ type: 'CorporateActionPayable', data });
}

/** What the partition says counts once, and for the attempt that it is about. */
function hear(
  actions: ActionsState,
  { type, data }: Timed<'ConfirmAction' | 'DeferAction'>,
): Decided {
  const action = actions.get(data.actionId);
  if (action?.status !== 'due' || action.attempts !== data.attempt) return accept();
  return accept(
    type === 'ConfirmAction'
      ? { type: 'CorporateActionEffective', data: { ...action.terms, ...data } }
      : { type: 'CorporateActionDeferred', data },
  );
}

function checkOthers(actions: ActionsState, terms: ActionTerms, actionId: CommandId) {
  for (const [id, other] of actions)
    if (id !== actionId && other.status !== 'cancelled' && collide(terms, other.terms))
      return reject('ACTION_CONFLICT', `action ${id} of that day is a ${other.terms.kind} already`);
  return undefined;
}

const unknown = (actionId: CommandId) =>
  reject('UNKNOWN_CORPORATE_ACTION', `the instrument has no such action ${actionId}`);

function notOpen(actionId: CommandId, action: KnownAction | undefined) {
  return action === undefined || action.status === 'cancelled'
    ? unknown(actionId)
    : reject('ACTION_IN_FORCE', `the action is ${action.status}: it cannot be changed any more`);
}

function evolve(actions: ActionsState, fact: CorporateActionFact): ActionsState {
  const next = new Map(actions);
  const { actionId } = fact.data;
  const known = actions.get(actionId);
  if (fact.type === 'CorporateActionAnnounced' || fact.type === 'CorporateActionAmended') {
    const { instrumentId: _, actionId: __, version, ...terms } = fact.data;
    const { attempts = 0, status = 'announced' } = known ?? {};
    return next.set(actionId, { terms, version, attempts, status });
  }
  if (known === undefined) return actions;
  return next.set(actionId, { ...known, ...AFTER[fact.type](known) });
}

const AFTER = {
  CorporateActionCancelled: () => ({ status: 'cancelled' }),
  CorporateActionDue: ({ attempts }) => ({ status: 'due', attempts: attempts + 1 }),
  CorporateActionEffective: () => ({ status: 'effective' }),
  CorporateActionDeferred: () => ({ status: 'announced' }),
  CorporateActionPayable: () => ({ status: 'paid' }),
} as const satisfies Partial<
  Record<CorporateActionFact['type'], (action: KnownAction) => Partial<KnownAction>>
>;

/**
 * What issuers do to their shares: announced, amended and taken back by two people, put in force on the ex-date and paid on
 * the pay date by the calendar. One stream for each instrument, because what falls on one day has one order of application.
 */
export const corporateActions: Aggregate<
  typeof CORPORATE_ACTION_COMMANDS,
  typeof CORPORATE_ACTION_FACTS,
  ActionsState,
  CorporateActionDecision
> = defineAggregate({
  description: 'Corporate actions',
  category: CORPORATE_ACTION_CATEGORY,
  route: { context: 'corporateaction', by: 'instrumentId' },
  commands: CORPORATE_ACTION_COMMANDS,
  facts: CORPORATE_ACTION_FACTS,
  followedByTrading: true,
  initial: NO_ACTIONS,
  decide,
  evolve,
});
