import type { Money } from '../kernel/fixed-point.ts';
import { BASIS, CENT, roundDiv } from '../kernel/rounding.ts';
import { addDays, partsOf, type CivilDate } from '../time/civil-date.ts';

/** Days of a year by which rates are divided: actual/360, as in the money market. */
const YEAR_DAYS = 360n;

/** What the house pays and takes from a day on, 1/10 000 a year. */
export interface InterestRates {
  readonly from: CivilDate;
  readonly creditBasisPoints: number;
  readonly debitBasisPoints: number;
}

/** What an account had at the end of a day and of those after it. */
export interface DayBalance {
  readonly day: CivilDate;
  /** Settled cash, 1/10 000 USD; below zero: owed. */
  readonly balance: Money;
}

/**
 * Interest on an account's settled cash: for each day the balance at its end × the rate of the day / 360, added up exactly
 * and rounded once, to the cent, halves away from zero.
 * @param balances by day, the earliest first; before the first of them there was nothing.
 * @param rates the earliest first; before the first of them there is no interest.
 * @param from,through first and last day that are paid for.
 * @returns 1/10 000 USD; below zero: the account owes it.
 */
export function interestOn(
  balances: readonly DayBalance[],
  rates: readonly InterestRates[],
  from: CivilDate,
  through: CivilDate,
): Money {
  let [sum, next, balance] = [0n, 0, 0n];
  for (let day = from; day <= through; day = addDays(day, 1)) {
    for (let one = balances[next]; one !== undefined && one.day <= day; one = balances[++next])
      ({ balance } = one);
    const rate = rates.findLast((one) => one.from <= day);
    if (rate === undefined) continue;
    const { creditBasisPoints, debitBasisPoints } = rate;
    sum += balance * BigInt(balance < 0n ? debitBasisPoints : creditBasisPoints);
  }
  return roundDiv(sum, BASIS * YEAR_DAYS * CENT) * CENT;
}

/** First day of the month of a day. */
export function monthStart(day: CivilDate): CivilDate {
  return addDays(day, 1 - partsOf(day).day);
}
