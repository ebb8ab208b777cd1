import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';
import { isBankHoliday } from './holidays.ts';
import { isSessionDay } from './sessions.ts';

/** Days from trade to settlement of equities, ETFs and option premiums. */
export const SETTLEMENT_CYCLE: EffectiveDated<number> = effectiveDated('settlement.cycle', {
  title: 'Settlement cycle: settlement days after the trade date',
  entries: [
    { from: '1990-01-01', value: 5, evidence: 'S', source: 'industry practice until Rule 15c6-1' },
    { from: '1995-06-07', value: 3, evidence: 'S', source: 'Rule 15c6-1 (Rel. 34-33023): T+3' },
    { from: '2017-09-05', value: 2, evidence: 'S', source: 'Rule 15c6-1 (Rel. 34-80295): T+2' },
    { from: '2024-05-28', value: 1, evidence: 'S', source: 'Rule 15c6-1 (Rel. 34-96930): T+1' },
  ],
});

/** Whether trades settle on a day: a session on which banks are open too. @throws UnknownCalendarYearError */
export function isSettlementDay(date: CivilDate): boolean {
  return isSessionDay(date) && !isBankHoliday(date);
}

/** The n-th settlement day strictly after `date`. @throws UnknownCalendarYearError */
export function settlementDayAfter(date: CivilDate, n: number): CivilDate {
  let [day, left] = [date, n];
  while (left > 0) {
    day = addDays(day, 1);
    if (isSettlementDay(day)) left -= 1;
  }
  return day;
}

/**
 * When a trade of `tradeDate` settles under the cycle of that day. Futures settle their variation the next session.
 * @throws UnknownCalendarYearError
 */
export function settlementDateOf(tradeDate: CivilDate): CivilDate {
  return settlementDayAfter(tradeDate, SETTLEMENT_CYCLE.on(tradeDate).value);
}
