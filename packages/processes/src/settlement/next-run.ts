import {
  newYorkTime,
  SECOND,
  type CivilDate,
  type Custodian,
  type Instant,
} from '@bellwether/domain';
import type { IsAnythingDue } from './netted-by-read-side.ts';
import { nameOf, scheduledRun } from './run-times.ts';

/** A run that was started. */
export interface StartedRun {
  readonly runId: string;
  readonly settlementDate: CivilDate;
  /** Who delivers; undefined: whoever does by default. */
  readonly custodian?: Custodian | undefined;
  /** Commit position of its start. */
  readonly position: bigint;
  /** ns since 1970 UTC. */
  readonly at: bigint;
}

/** A run to start: its day, and a name that is the same whenever it is asked for. */
interface Next {
  readonly settlementDate: CivilDate;
  readonly name: string;
}

/** The run to start now, if one is due. @param last the one that was started last; it is over. */
export type NextRun = (now: Instant, last: StartedRun | undefined) => Promise<Next | undefined>;

/** Runs of the settlement calendar: each once, those of a day that was missed in one. */
export function byCalendar(): NextRun {
  return (now, last) => {
    const due = scheduledRun(now);
    const isDue =
      due !== undefined && due.date >= (last?.settlementDate ?? 0) && !isDone(due.at, last);
    return Promise.resolve(isDue ? { settlementDate: due.date, name: nameOf(due) } : undefined);
  };
}

/** A run that somebody started after the time of a scheduled one has taken up what that one would have. */
function isDone(at: Instant, last: StartedRun | undefined): boolean {
  return last !== undefined && last.at >= at;
}

/** A run every so many seconds while there is something to settle: for markets that never close, and settle at once. */
export function everySeconds(seconds: number, isAnythingDue: IsAnythingDue): NextRun {
  return async (now, last) => {
    if (last !== undefined && now - last.at < BigInt(seconds) * SECOND) return undefined;
    const settlementDate = newYorkTime(now).date;
    // A run of tomorrow cannot be followed by one of today: clocks may be put back.
    if (last !== undefined && settlementDate < last.settlementDate) return undefined;
    if (!(await isAnythingDue())) return undefined;
    return { settlementDate, name: `after/${last?.runId ?? 'none'}` };
  };
}
