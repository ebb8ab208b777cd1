import { dateOf, partsOf, type CivilDate } from '../time/civil-date.ts';

/** Whether what was opened on a day is held for more than a year when it is closed on another (IRC 1222). */
export function isHeldLong(openedOn: CivilDate, closedOn: CivilDate): boolean {
  const { year, month, day } = partsOf(openedOn);
  return closedOn > dateOf(year + 1, month, day);
}
