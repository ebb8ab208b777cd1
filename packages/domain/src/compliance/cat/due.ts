import { sessionDayAfter } from '../../calendar/sessions.ts';
import type { CivilDate } from '../../time/civil-date.ts';
import { instantOf, wall, type Instant } from '../../time/new-york.ts';

/** When files of a day are due: reports at 08:00 Eastern of the next session day, repairs two session days later. */
export function catDue(day: CivilDate): { readonly report: Instant; readonly repair: Instant } {
  const at = (sessions: number): Instant => instantOf(sessionDayAfter(day, sessions), wall(8));
  return { report: at(1), repair: at(3) };
}
