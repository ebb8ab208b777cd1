import {
  addDays,
  formatDate,
  newYorkTime,
  sessionSteps,
  type CivilDate,
  type Command,
  type Instant,
} from '@bellwether/domain';
import { defineProcess, type Occasion, type ProcessManager } from './runtime/process.ts';

/** Days in a row without a session, at most: in September 2001 it was six. */
const DAYS_WITHOUT_MAX = 10;

/**
 * Leads the market session of each day from phase to phase by the exchanges' calendar. A start in the middle of a day does
 * no step twice and leaves none out. Before a day has begun, the last session is ended: no market stays open because no
 * instance ran in the evening. Where that day was never scheduled, or an operator leads the session by hand and is ahead,
 * the steps are refused.
 */
export const marketSession: ProcessManager = defineProcess({
  name: 'market-session',
  description: 'Leads the market through its day',
  sends: ['ScheduleSession', 'EnterSessionPhase'],
  // No market opens on a position or an order of before.
  after: 'corporate-actions',
  at(now) {
    const { date: today } = newYorkTime(now);
    const phases = phasesBy(now, today);
    return phases.length > 0 ? [scheduling(today), ...phases] : phasesBy(now, lastSession(today));
  },
});

type Step<T extends Command['type']> = Occasion<Extract<Command, { readonly type: T }>>;

function scheduling(sessionDate: CivilDate): Step<'ScheduleSession'> {
  const name = `${formatDate(sessionDate)}/SCHEDULED`;
  return { name, command: { type: 'ScheduleSession', data: { sessionDate } } };
}

/** The phases of a day that have begun by a time. */
function phasesBy(now: Instant, sessionDate: CivilDate): readonly Step<'EnterSessionPhase'>[] {
  const day = formatDate(sessionDate);
  return sessionSteps(sessionDate)
    .filter(({ at }) => at <= now)
    .map(({ phase }) => ({
      name: `${day}/${phase}`,
      command: { type: 'EnterSessionPhase', data: { sessionDate, phase } },
    }));
}

/** The day of the last session before a day. */
function lastSession(day: CivilDate): CivilDate {
  let date = addDays(day, -1);
  for (let n = 1; n < DAYS_WITHOUT_MAX && sessionSteps(date).length === 0; n++)
    date = addDays(date, -1);
  return date;
}
