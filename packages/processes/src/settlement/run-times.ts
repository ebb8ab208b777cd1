import {
  addDays,
  formatDate,
  instantOf,
  isKnownYear,
  isSettlementDay,
  newYorkTime,
  wall,
  type CivilDate,
  type Instant,
} from '@bellwether/domain';

/** Runs of a settlement day, in New York: what was due overnight, and before the end of the day what was late then. */
const RUN_TIMES = [wall(6), wall(15, 10)];
/** A run that was missed is made up for within so many days; later ones take up what it would have. */
const LOOK_BACK_DAYS = 7;

/** The latest run that the calendar has asked for by now: its day, and its number on the calendar. */
export interface ScheduledRun {
  readonly date: CivilDate;
  readonly slot: number;
  /** ns since 1970 UTC. */
  readonly at: Instant;
}

/** The latest run that was due by `now`; undefined: none within a week. @param now ns since 1970 UTC. */
export function scheduledRun(now: Instant): ScheduledRun | undefined {
  const { date: today, time } = newYorkTime(now);
  for (let date = today; date > addDays(today, -LOOK_BACK_DAYS); date = addDays(date, -1)) {
    if (!isKnownYear(date) || !isSettlementDay(date)) continue;
    const due = RUN_TIMES.filter((at) => date < today || at <= time);
    const last = due.at(-1);
    if (last !== undefined) return { date, slot: due.length, at: instantOf(date, last) };
  }
  return undefined;
}

/** Names a scheduled run: the same whenever it is asked for. */
export function nameOf({ date, slot }: ScheduledRun): string {
  return `${formatDate(date)}/${slot}`;
}
