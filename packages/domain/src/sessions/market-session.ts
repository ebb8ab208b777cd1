import { isKnownYear, sessionOn } from '../calendar/sessions.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { reject } from '../kernel/rejection.ts';
import type { Phase } from '../orders/terms.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { SESSION_COMMANDS, type SessionCommand } from './commands.ts';
import type { Instant } from '../time/new-york.ts';
import { SESSION_FACTS, type SessionFact } from './facts.ts';
import { decideHalt, decideResumption, NO_HALT, type MarketHalt } from './market-halt.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of market session streams; a category never contains `-`, where EventStoreDB splits it. */
export const SESSION_CATEGORY = 'marketSession';

export function sessionStream(date: CivilDate): string {
  return `${SESSION_CATEGORY}-${formatDate(date)}`;
}

export type SessionState =
  | { readonly status: 'none' }
  | {
      readonly status: 'scheduled' | 'ended';
      readonly phase: Phase;
      readonly killSwitch: boolean;
      readonly halt: MarketHalt;
    };

/** Commands whose outcome depends on the time. */
type Timed = { readonly type: 'ReportIndex' | 'ResumeMarket' };

/** What is decided about a session, and when, where that matters. */
export type SessionDecision =
  | Exclude<SessionCommand, Timed>
  | (Extract<SessionCommand, Timed> & { readonly at: Instant });

/** The market's day: what follows what. Halts are a matter of instruments, not of the day. */
const NEXT: Readonly<Partial<Record<Phase, readonly Phase[]>>> = {
  CLOSED: ['PRE_OPEN'],
  PRE_OPEN: ['OPENING_AUCTION'],
  OPENING_AUCTION: ['CONTINUOUS'],
  CONTINUOUS: ['CLOSING_AUCTION', 'CLOSED'],
  CLOSING_AUCTION: ['POST_CLOSE'],
  POST_CLOSE: ['CLOSED'],
};

function decide(state: SessionState, command: SessionDecision): Decision<SessionFact> {
  const { sessionDate } = command.data;
  const day = formatDate(sessionDate);
  if (command.type === 'ScheduleSession') return schedule(state, sessionDate);
  if (state.status === 'none')
    return refuse(reject('NO_SESSION', `there is no session on ${day}: schedule it first`));
  if (command.type === 'SetKillSwitch') {
    return state.killSwitch === command.data.engaged
      ? refuse(reject('KILL_SWITCH_UNCHANGED', 'the kill switch is as asked for'))
      : accept({ type: 'KillSwitchSet', data: command.data });
  }
  if (command.type === 'ResumeMarket') return decideResumption(state.halt, sessionDate, command.at);
  if (command.type === 'ReportIndex') return decideHalt(state.halt, command.data, command.at);
  const next = state.status === 'ended' ? [] : (NEXT[state.phase] ?? []);
  if (next.includes(command.data.phase))
    return accept({ type: 'SessionPhaseEntered', data: command.data });
  const comes = next.length === 0 ? 'nothing' : next.join(' or ');
  const words = `after ${state.phase} comes ${comes}, not ${command.data.phase}`;
  return refuse(reject('INVALID_PHASE_CHANGE', words));
}

function schedule(state: SessionState, sessionDate: CivilDate): Decision<SessionFact> {
  const day = formatDate(sessionDate);
  if (state.status !== 'none')
    return refuse(reject('SESSION_EXISTS', `the session of ${day} is scheduled already`));
  const session = isKnownYear(sessionDate) ? sessionOn(sessionDate) : undefined;
  if (session === undefined)
    return refuse(
      reject('NO_SESSION', `the exchanges are closed on ${day}, or the calendar does not know it`),
    );
  const { opensAt, closesAt, isEarlyClose: earlyClose } = session;
  return accept({ type: 'SessionScheduled', data: { sessionDate, opensAt, closesAt, earlyClose } });
}

function evolve(state: SessionState, fact: SessionFact): SessionState {
  if (fact.type === 'SessionScheduled')
    return { status: 'scheduled', phase: 'CLOSED', killSwitch: false, halt: NO_HALT };
  if (state.status === 'none') return state;
  if (fact.type === 'KillSwitchSet') return { ...state, killSwitch: fact.data.engaged };
  if (fact.type === 'MarketHalted') {
    const { level, until } = fact.data;
    return { ...state, halt: { level: level as MarketHalt['level'], until } };
  }
  if (fact.type === 'MarketResumed') return { ...state, halt: { ...state.halt, until: undefined } };
  const { phase } = fact.data;
  return { ...state, phase, status: phase === 'CLOSED' ? 'ended' : state.status };
}

/** The market session: scheduled on session days only, then led through its phases, each step once and in order. */
export const marketSession: Aggregate<
  typeof SESSION_COMMANDS,
  typeof SESSION_FACTS,
  SessionState,
  SessionDecision
> = defineAggregate({
  description: 'Market sessions',
  category: SESSION_CATEGORY,
  route: { context: 'session', by: 'sessionDate' },
  commands: SESSION_COMMANDS,
  facts: SESSION_FACTS,
  followedByTrading: true,
  initial: { status: 'none' },
  decide,
  evolve,
});
