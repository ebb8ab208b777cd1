import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { BASIS, max, min, shareUp } from '../kernel/rounding.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';
import type { MarginRules, Requirement } from './rules.ts';

/** What about an equity or ETF decides its margin. */
export interface EquityTerms {
  /** Whether it has loan value at all. */
  readonly marginable: boolean;
  /** Daily leverage of an ETF; 1 for everything else. */
  readonly leverageFactor: bigint;
}

/** A new issue has no loan value at first (house; Exchange Act 11(d)(1) for those who sold it). */
export function isNewIssue(
  rules: MarginRules,
  listedOn: CivilDate | undefined,
  date: CivilDate,
): boolean {
  return listedOn !== undefined && date < addDays(listedOn, rules.house.newIssueDays);
}

/** Basis points of a long position's value, to open and to keep it. */
export function longRates(rules: MarginRules, terms: EquityTerms, mark: Price): Requirement {
  if (!terms.marginable || mark < rules.house.noLoanBelow)
    return { initial: BASIS, maintenance: BASIS };
  const kept = max(rules.equity.maintenanceLong, rules.house.maintenanceLong);
  return {
    initial: min(BASIS, rules.equity.initialLong * terms.leverageFactor),
    maintenance: min(BASIS, kept * terms.leverageFactor),
  };
}

/**
 * Requirement of a position (Reg T 220.12, FINRA 4210(c)), rounded up.
 * @param quantity signed shares. A short's proceeds are in the account's cash, so its initial requirement counts the
 * deposit beyond them: 50 % of its value where the rule says 150 % including proceeds.
 */
export function equityRequirement(
  rules: MarginRules,
  terms: EquityTerms,
  quantity: Quantity,
  mark: Price,
): Requirement {
  if (quantity >= 0n) {
    const rates = longRates(rules, terms, mark);
    const value = quantity * mark;
    return {
      initial: shareUp(value, rates.initial),
      maintenance: shareUp(value, rates.maintenance),
    };
  }
  const shares = -quantity;
  const value = shares * mark;
  return {
    initial: shareUp(value, min(BASIS, rules.equity.initialShort * terms.leverageFactor)),
    maintenance: shortMaintenance(rules, terms, shares, value, mark),
  };
}

function shortMaintenance(
  { equity }: MarginRules,
  { leverageFactor }: EquityTerms,
  shares: Quantity,
  value: Money,
  mark: Price,
): Money {
  const high = mark >= equity.shortHighPrice;
  const perShare = high ? equity.shortHighPerShare : equity.shortLowPerShare;
  const share = min(BASIS, (high ? equity.shortHighShare : equity.shortLowShare) * leverageFactor);
  return max(shares * perShare, shareUp(value, share));
}

/**
 * What an order to open must find free: the initial requirement on it (a test of the transaction), but not less than
 * what keeping it needs at once.
 */
export function openingRequirement(
  rules: MarginRules,
  terms: EquityTerms,
  signedQuantity: Quantity,
  price: Price,
): Money {
  const { initial, maintenance } = equityRequirement(rules, terms, signedQuantity, price);
  return max(initial, maintenance);
}
