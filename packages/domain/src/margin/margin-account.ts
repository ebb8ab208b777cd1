import { settlementDayAfter, SETTLEMENT_CYCLE } from '../calendar/settlement.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { BASIS, positive, shareUp } from '../kernel/rounding.ts';
import { MARGIN_CALLS } from '../rulebook/margin.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { equityRequirement, type EquityTerms } from './equities.ts';
import type { MarginRules } from './rules.ts';

/** A position in an equity or ETF, valued. */
export interface ValuedPosition extends EquityTerms {
  readonly instrumentId: string;
  /** Signed shares. */
  readonly quantity: bigint;
  readonly mark: bigint;
}

/** Where a margin account stands, 1/10 000 USD. */
export interface MarginReport {
  /** Cash + long value − short value. */
  readonly equity: Money;
  readonly longValue: Money;
  readonly shortValue: Money;
  readonly initial: Money;
  readonly maintenance: Money;
  /** Equity beyond the initial requirement; below zero: the account may open nothing. */
  readonly excess: Money;
  /** What 50 % names may be bought for: twice the excess. */
  readonly buyingPower: Money;
  /** Maintenance less equity, or zero: the amount of the margin call. */
  readonly call: Money;
}

/** Values a margin account. A long position that makes up most of the long value needs more maintenance (house). */
export function marginReport(
  rules: MarginRules,
  cash: Money,
  positions: readonly ValuedPosition[],
): MarginReport {
  let [longValue, shortValue, initial, maintenance] = [0n, 0n, 0n, 0n];
  for (const { quantity, mark } of positions) {
    if (quantity > 0n) longValue += quantity * mark;
    else shortValue -= quantity * mark;
  }
  for (const position of positions) {
    const needs = equityRequirement(rules, position, position.quantity, position.mark);
    initial += needs.initial;
    maintenance += concentrated(rules, position, longValue, needs.maintenance);
  }
  const equity = cash + longValue - shortValue;
  const excess = equity - initial;
  return {
    equity,
    longValue,
    shortValue,
    initial,
    maintenance,
    excess,
    buyingPower: (positive(excess) * BASIS) / rules.equity.initialLong,
    call: positive(maintenance - equity),
  };
}

function concentrated(
  { house }: MarginRules,
  { quantity, mark }: ValuedPosition,
  longValue: Money,
  maintenance: Money,
): Money {
  const value = quantity * mark;
  if (value <= 0n || value * BASIS <= longValue * house.concentratedAbove) return maintenance;
  const more = shareUp(value, house.concentratedMaintenance);
  return more > maintenance ? more : maintenance;
}

/** Last day to meet an initial (Reg T) call: one payment period, i.e. the cycle and two settlement days more. */
export function regTCallDueOn(tradeDate: CivilDate): CivilDate {
  const extra = MARGIN_CALLS.on(tradeDate).value.regTExtraDays;
  return settlementDayAfter(tradeDate, SETTLEMENT_CYCLE.on(tradeDate).value + extra);
}

/** Last day to meet a maintenance call of the house. */
export function houseCallDueOn(date: CivilDate): CivilDate {
  return settlementDayAfter(date, MARGIN_CALLS.on(date).value.houseDays);
}
