import { dateOf, partsOf, type CivilDate } from '../time/civil-date.ts';

/** Spans of the calendar that end with a day; START: from the account's first day on. */
export const PERIODS = ['DAY', 'MONTH', 'QUARTER', 'YEAR', 'START'] as const;
export type Period = (typeof PERIODS)[number];

/** The first day of the period that a day is in; undefined: the account's first. */
export function periodStart(period: Period, day: CivilDate): CivilDate | undefined {
  const { year, month } = partsOf(day);
  switch (period) {
    case 'DAY':
      return day;
    case 'MONTH':
      return dateOf(year, month, 1);
    case 'QUARTER':
      return dateOf(year, month - ((month - 1) % 3), 1);
    case 'YEAR':
      return dateOf(year, 1, 1);
    case 'START':
      return undefined;
  }
}

/** First and last day of a month. @param month `2026-11`. @throws DateSyntaxError */
export function monthDays(month: string): { readonly from: CivilDate; readonly to: CivilDate } {
  const [year = '', number = ''] = month.split('-');
  const from = dateOf(Number(year), Number(number), 1);
  const next = dateOf(Number(year) + (number === '12' ? 1 : 0), (Number(number) % 12) + 1, 1);
  return { from, to: (next - 1) as CivilDate };
}
