import { formatDate, newYorkTime, sessionSteps } from '@bellwether/domain';
import { defineProcess, type Occasion, type ProcessManager } from './runtime/process.ts';

/**
 * Leads the market session of each day from phase to phase by the exchanges' calendar. A start in the middle of a day does
 * no step twice and leaves none out. Who leads the session by hand is ahead of it: its steps are refused then.
 */
export const marketSession: ProcessManager = defineProcess({
  name: 'market-session',
  description: 'Leads the market through its day',
  sends: ['ScheduleSession', 'EnterSessionPhase'],
  at(now) {
    const { date: sessionDate } = newYorkTime(now);
    const day = formatDate(sessionDate);
    const steps = sessionSteps(sessionDate).filter(({ at }) => at <= now);
    const schedule: Occasion = {
      name: `${day}/SCHEDULED`,
      command: { type: 'ScheduleSession', data: { sessionDate } },
    };
    const phases = steps.map(({ phase }): Occasion => ({
      name: `${day}/${phase}`,
      command: { type: 'EnterSessionPhase', data: { sessionDate, phase } },
    }));
    return phases.length === 0 ? [] : [schedule, ...phases];
  },
});
