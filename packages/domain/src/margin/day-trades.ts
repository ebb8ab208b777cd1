import type { InstrumentId } from '../kernel/ids.ts';
import { sessionDaysBetween } from '../calendar/sessions.ts';
import type { PatternDayTrader } from '../rulebook/margin.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';

/** More calendar days than the window of business days can span. */
const REMEMBERED_DAYS = 31;

/** Day trades of a margin account under the legacy rule. Changed in place. */
export interface DayTradeLog {
  /** Days of the day trades, the oldest first. */
  days: CivilDate[];
  today: CivilDate | undefined;
  /** Instruments in which something was opened today and not closed since. */
  readonly openedToday: Set<InstrumentId>;
}

export function newDayTradeLog(): DayTradeLog {
  return { days: [], today: undefined, openedToday: new Set() };
}

/**
 * Counts an execution: opening and then closing the same security on one day is a day trade; several closings of one
 * opening are one (FINRA 4210(f)(8)(B)). What was held overnight and is closed before anything is opened is none.
 */
export function recordDayTrade(
  log: DayTradeLog,
  instrumentId: InstrumentId,
  { opens, closes }: { readonly opens: boolean; readonly closes: boolean },
  date: CivilDate,
): void {
  if (log.today !== date) {
    log.today = date;
    log.days = log.days.filter((day) => day > addDays(date, -REMEMBERED_DAYS));
    log.openedToday.clear();
  }
  if (closes && log.openedToday.delete(instrumentId)) log.days.push(date);
  if (opens) log.openedToday.add(instrumentId);
}

/** Day trades within the last business days that count, `date` included. */
export function countDayTrades(log: DayTradeLog, rule: PatternDayTrader, date: CivilDate): number {
  return log.days.filter((day) => sessionDaysBetween(day, date) <= rule.windowDays).length;
}
