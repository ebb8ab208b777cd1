import type { UnitFees } from '../fees/execution-fees.ts';
import type { Product } from '../accounts/commissions.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { marginRulesOn, type MarginRules } from '../margin/rules.ts';
import {
  CASH_ACCOUNT,
  LEGACY_PDT,
  type CashAccountRules,
  type PatternDayTrader,
} from '../rulebook/margin.ts';
import { PRICE_COLLAR_LADDER, type CollarLadder } from '../rulebook/risk.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/** Choices of the house where firms differ. */
export interface RiskPolicy {
  /** Cash accounts may buy with sale proceeds that have not arrived (selling that purchase early is a violation). */
  readonly buyWithUnsettledProceeds: boolean;
  /** A marketable short sale with a limit under Rule 201: moved to a tick above the bid, or refused. */
  readonly rule201: 'REPRICE' | 'REJECT';
  /** Short sales must name a locate. Turn it off only for a simulation without lenders. */
  readonly locates: 'REQUIRED' | 'NOT_REQUIRED';
}

export const DEFAULT_POLICY: RiskPolicy = {
  buyWithUnsettledProceeds: true,
  rule201: 'REPRICE',
  locates: 'REQUIRED',
};

/** What assessments of one day have in common. Make it once a day; `killSwitch` may change within it. */
export interface RiskContext {
  readonly date: CivilDate;
  readonly policy: RiskPolicy;
  readonly margin: MarginRules;
  readonly cashAccount: CashAccountRules;
  readonly collars: CollarLadder;
  readonly patternDayTrader: PatternDayTrader | undefined;
  /** Price increment of an instrument at a price. */
  readonly tickAt: (instrument: InstrumentRisk, price: Price) => Price;
  /** The dearest fees that any venue takes. */
  readonly venueFee: (product: Product) => UnitFees;
  killSwitch: boolean;
}

/** The rules in force on a day. @throws RuleNotInForceError before 2001. */
export function riskContextOn(
  date: CivilDate,
  policy: RiskPolicy,
  { tickAt, venueFee }: Pick<RiskContext, 'tickAt' | 'venueFee'>,
): RiskContext {
  return {
    date,
    policy,
    margin: marginRulesOn(date),
    cashAccount: CASH_ACCOUNT.on(date).value,
    collars: PRICE_COLLAR_LADDER.on(date).value,
    patternDayTrader: LEGACY_PDT.on(date).value,
    tickAt,
    venueFee,
    killSwitch: false,
  };
}
