import { settlementDateOf } from '../calendar/settlement.ts';
import { isKnownYear } from '../calendar/sessions.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import type { OptionTerms } from '../instruments/terms.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import { reject, type RejectCode } from '../kernel/rejection.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { instantOf, newYorkTime, wall, type Instant } from '../time/new-york.ts';
import { EXPIRATION_COMMANDS, type ExpirationCommand } from './commands.ts';
import {
  EXPIRATION_ACCOUNTS_MAX,
  EXPIRATION_FACTS,
  type ExpirationFact,
  type ExpirationKind,
} from './facts.ts';

/** Prefix of the streams of expirations, one for each option or future. A category never contains `-`. */
export const EXPIRATION_CATEGORY = 'expiration';

export function expirationStream(id: InstrumentId): string {
  return `${EXPIRATION_CATEGORY}-${id}`;
}

/** When exercise notices and contrary instructions of a day end: 17:30 in New York (OCC, FINRA Rule 2360(b)(23)). */
export function exerciseCutOff(date: CivilDate): Instant {
  return instantOf(date, wall(17, 30));
}

/** What is to be known of the instrument; its own stream has it. */
export interface SeriesTerms {
  readonly expiresOn: CivilDate;
  /** Of an option. */
  readonly style?: OptionTerms['style'] | undefined;
}

/** What is under way. */
interface Attempt {
  readonly expirationId: CommandId;
  readonly kind: ExpirationKind;
  readonly attempt: number;
}

export interface ExpirationState {
  /** Contracts that are to be exercised at the next close. */
  readonly requests: ReadonlyMap<AccountId, Quantity>;
  /** Accounts for which it is not by exception. */
  readonly instructions: ReadonlyMap<AccountId, Quantity>;
  readonly attempts: number;
  readonly underWay?: (Attempt & { readonly exercises: readonly Request[] }) | undefined;
  readonly hasEnded: boolean;
}

interface Request {
  readonly accountId: AccountId;
  readonly contracts: Quantity;
}

type Heard = Attempt & { readonly instrumentId: InstrumentId };

/** What is commanded, when, and of which series; and what its partition says. */
export type ExpirationDecision =
  | (ExpirationCommand & {
      readonly commandId: CommandId;
      readonly at: Instant;
      readonly series: SeriesTerms;
    })
  | { readonly type: 'ConfirmExpiration'; readonly data: Heard }
  | { readonly type: 'DeferExpiration'; readonly data: Heard & { readonly code: RejectCode } };

type Decided = Decision<ExpirationFact>;
type Commanded<T extends ExpirationCommand['type']> = Extract<
  ExpirationDecision,
  { readonly type: T }
>;

const NOTHING: ExpirationState = {
  requests: new Map(),
  instructions: new Map(),
  attempts: 0,
  hasEnded: false,
};

function decide(state: ExpirationState, decision: ExpirationDecision): Decided {
  switch (decision.type) {
    case 'ExerciseOption':
      return exercise(state, decision);
    case 'InstructExpiration':
      return instruct(state, decision);
    case 'ApplyExpiration':
      return apply(state, decision);
    case 'ConfirmExpiration':
    case 'DeferExpiration':
      return hear(state, decision);
  }
}

function exercise(
  state: ExpirationState,
  { data, at, series }: Commanded<'ExerciseOption'>,
): Decided {
  if (series.style === undefined) return refuse(NO_OPTION);
  if (series.style === 'EUROPEAN')
    return refuse(
      reject('EXERCISE_NOT_OFFERED', 'a European option is exercised when it expires only'),
    );
  if (isOver(state, series, at)) return refuse(over(series));
  if (isFull(state.requests, data.accountId)) return refuse(TOO_MANY);
  return accept({ type: 'ExerciseRequested', data });
}

function instruct(
  state: ExpirationState,
  { data, at, series }: Commanded<'InstructExpiration'>,
): Decided {
  if (series.style === undefined) return refuse(NO_OPTION);
  if (isOver(state, series, at)) return refuse(over(series));
  if (isFull(state.instructions, data.accountId)) return refuse(TOO_MANY);
  if (state.instructions.get(data.accountId) === data.contracts)
    return refuse(reject('NOTHING_TO_CHANGE', 'it is so already'));
  return accept({ type: 'ExpirationInstructed', data });
}

const NO_OPTION = reject('EXERCISE_NOT_OFFERED', 'the instrument is no option');
const TOO_MANY = reject(
  'EXERCISE_NOT_OFFERED',
  `${EXPIRATION_ACCOUNTS_MAX} accounts have said something about the series`,
);

const over = ({ expiresOn }: SeriesTerms) =>
  reject('EXERCISE_OVER', `exercise ended on ${formatDate(expiresOn)} at 17:30 in New York`);

function isOver({ hasEnded }: ExpirationState, { expiresOn }: SeriesTerms, at: Instant): boolean {
  return hasEnded || at >= exerciseCutOff(expiresOn);
}

function isFull(of: ReadonlyMap<AccountId, unknown>, accountId: AccountId): boolean {
  return of.size >= EXPIRATION_ACCOUNTS_MAX && !of.has(accountId);
}

/** One thing at a time; what was declined is asked for again, under the id of another command. */
function apply(
  state: ExpirationState,
  { data, commandId: expirationId, at, series }: Commanded<'ApplyExpiration'>,
): Decided {
  if (state.hasEnded) return refuse(reject('NOTHING_TO_CHANGE', 'it has ended already'));
  if (state.underWay !== undefined)
    return refuse(reject('NOTHING_TO_CHANGE', 'it is under way already'));
  const kind: ExpirationKind = at < exerciseCutOff(series.expiresOn) ? 'EXERCISE' : 'EXPIRATION';
  if (kind === 'EXERCISE' && state.requests.size === 0)
    return refuse(
      reject('NOT_YET', `it expires on ${formatDate(series.expiresOn)} at 17:30 in New York`),
    );
  const { date: tradeDate } = newYorkTime(at);
  return accept({
    type: 'ExpirationDue',
    data: {
      ...data,
      expirationId,
      kind,
      attempt: state.attempts + 1,
      tradeDate,
      settlementDate: isKnownYear(tradeDate) ? settlementDateOf(tradeDate) : tradeDate,
      exercises: listOf(state.requests),
      instructions: kind === 'EXPIRATION' ? listOf(state.instructions) : [],
    },
  });
}

/** In the order of the accounts, whatever the order in which they spoke. */
function listOf(of: ReadonlyMap<AccountId, Quantity>): Request[] {
  return [...of]
    .map(([accountId, contracts]) => ({ accountId, contracts }))
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

/** What the partition says counts once, and for the attempt that it is about. */
function hear(
  { underWay }: ExpirationState,
  { type, data }: Extract<ExpirationDecision, { type: 'ConfirmExpiration' | 'DeferExpiration' }>,
): Decided {
  if (underWay === undefined || underWay.attempt !== data.attempt) return accept();
  return accept(
    type === 'ConfirmExpiration'
      ? { type: 'ExpirationEffective', data }
      : { type: 'ExpirationDeferred', data },
  );
}

function evolve(state: ExpirationState, fact: ExpirationFact): ExpirationState {
  switch (fact.type) {
    case 'ExerciseRequested': {
      const { accountId, contracts } = fact.data;
      const before = state.requests.get(accountId) ?? 0n;
      return { ...state, requests: new Map(state.requests).set(accountId, before + contracts) };
    }
    case 'ExpirationInstructed': {
      const { accountId, contracts } = fact.data;
      const instructions = new Map(state.instructions);
      if (contracts === undefined) instructions.delete(accountId);
      else instructions.set(accountId, contracts);
      return { ...state, instructions };
    }
    case 'ExpirationDue': {
      const { expirationId, kind, attempt, exercises } = fact.data;
      return {
        ...state,
        attempts: attempt,
        underWay: { expirationId, kind, attempt, exercises },
      };
    }
    case 'ExpirationEffective':
      return {
        ...state,
        requests: without(state.requests, state.underWay?.exercises ?? []),
        underWay: undefined,
        hasEnded: fact.data.kind === 'EXPIRATION',
      };
    case 'ExpirationDeferred':
      return { ...state, underWay: undefined };
  }
}

/** What was asked for meanwhile is for the next close. */
function without(
  requests: ReadonlyMap<AccountId, Quantity>,
  done: readonly Request[],
): ReadonlyMap<AccountId, Quantity> {
  const left = new Map(requests);
  for (const { accountId, contracts } of done) {
    const rest = (left.get(accountId) ?? 0n) - contracts;
    if (rest > 0n) left.set(accountId, rest);
    else left.delete(accountId);
  }
  return left;
}

/**
 * How an option or future ends: what accounts want exercised before, and what they say about the last day; what the calendar
 * asks for, and what became of it. One stream for each, so that nothing is exercised or ended twice.
 */
export const expiration: Aggregate<
  typeof EXPIRATION_COMMANDS,
  typeof EXPIRATION_FACTS,
  ExpirationState,
  ExpirationDecision
> = defineAggregate({
  description: 'Exercise and expiration of options and futures',
  category: EXPIRATION_CATEGORY,
  route: { context: 'expiration', by: 'instrumentId' },
  commands: EXPIRATION_COMMANDS,
  facts: EXPIRATION_FACTS,
  followedByTrading: true,
  initial: NOTHING,
  decide,
  evolve,
});
