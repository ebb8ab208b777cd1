import { OPTION_MARGIN, type OptionMarginRates } from '../rulebook/derivatives.ts';
import {
  EQUITY_MARGIN,
  HOUSE_MARGIN,
  MINIMUM_EQUITY,
  type EquityMarginRates,
  type HouseMargin,
} from '../rulebook/margin.ts';
import type { Money } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** The margin rules in force on a day, looked up once for all decisions of that day. */
export interface MarginRules {
  readonly equity: EquityMarginRates;
  readonly house: HouseMargin;
  readonly options: OptionMarginRates;
  readonly minimumEquity: Money;
}

/** @throws RuleNotInForceError before 1990. */
export function marginRulesOn(date: CivilDate): MarginRules {
  return {
    equity: EQUITY_MARGIN.on(date).value,
    house: HOUSE_MARGIN.on(date).value,
    options: OPTION_MARGIN.on(date).value,
    minimumEquity: MINIMUM_EQUITY.on(date).value,
  };
}

/** What has to be there to open a position, and to keep it, 1/10 000 USD. */
export interface Requirement {
  readonly initial: Money;
  readonly maintenance: Money;
}

export const NO_REQUIREMENT: Requirement = { initial: 0n, maintenance: 0n };
