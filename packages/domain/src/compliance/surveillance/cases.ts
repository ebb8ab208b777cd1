import { defineAggregate, type Aggregate } from '../../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../../kernel/decider.ts';
import { reject } from '../../kernel/rejection.ts';
import { CASE_COMMANDS, type CaseCommand } from './commands.ts';
import { CASE_FACTS, type CaseFact } from './facts.ts';

/** Prefix of the streams of cases, one for each alert. A category never contains `-`. */
export const CASE_CATEGORY = 'surveillance';

/** Where a case stands. It never ends for good: what is closed can be taken up again. */
export const CASE_STATUSES = ['OPEN', 'REVIEW', 'ESCALATED', 'CLOSED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

export interface CaseState {
  /** Undefined: there is no such alert. */
  readonly status: CaseStatus | undefined;
  readonly assignee: string | undefined;
}

function decide({ status, assignee }: CaseState, command: CaseCommand): Decision<CaseFact> {
  // Raised live, again after a crash, or by a replay: it is one alert.
  if (command.type === 'RaiseSurveillanceAlert')
    return status === undefined
      ? accept({ type: 'SurveillanceAlertRaised', data: command.data })
      : accept();
  if (status === undefined)
    return refuse(reject('UNKNOWN_ALERT', `there is no alert ${command.data.alertId}`));
  if (command.type === 'ReopenCase')
    return status === 'CLOSED'
      ? accept({ type: 'CaseReopened', data: command.data })
      : refuse(reject('NOTHING_TO_CHANGE', 'the case is not closed'));
  // Notes can be written whenever somebody learns something.
  if (command.type === 'NoteCase') return accept({ type: 'CaseNoted', data: command.data });
  if (status === 'CLOSED')
    return refuse(reject('CASE_CLOSED', 'the case is closed: reopen it first'));
  switch (command.type) {
    case 'AssignCase':
      return assignee === command.data.assignee
        ? accept()
        : accept({ type: 'CaseAssigned', data: command.data });
    case 'EscalateCase':
      return status === 'ESCALATED'
        ? accept()
        : accept({ type: 'CaseEscalated', data: command.data });
    case 'CloseCase':
      return accept({ type: 'CaseClosed', data: command.data });
  }
}

function evolve(state: CaseState, fact: CaseFact): CaseState {
  switch (fact.type) {
    case 'SurveillanceAlertRaised':
      return { status: 'OPEN', assignee: undefined };
    case 'CaseAssigned':
      return {
        status: state.status === 'OPEN' ? 'REVIEW' : state.status,
        assignee: fact.data.assignee,
      };
    case 'CaseNoted':
      return state;
    case 'CaseEscalated':
      return { ...state, status: 'ESCALATED' };
    case 'CaseClosed':
      return { ...state, status: 'CLOSED' };
    case 'CaseReopened':
      return { ...state, status: 'REVIEW' };
  }
}

/** An alert of surveillance and the case that it opens: looked into, passed on, and closed by two. */
export const surveillanceCase: Aggregate<
  typeof CASE_COMMANDS,
  typeof CASE_FACTS,
  CaseState,
  CaseCommand
> = defineAggregate({
  description: 'Alerts of surveillance and their cases',
  category: CASE_CATEGORY,
  route: { context: 'surveillance', by: 'alertId' },
  commands: CASE_COMMANDS,
  facts: CASE_FACTS,
  followedByTrading: false,
  initial: { status: undefined, assignee: undefined },
  decide,
  evolve,
});
