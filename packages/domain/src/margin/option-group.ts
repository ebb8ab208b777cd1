import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, BASIS, max, min, positive, shareUp } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { longRates } from './equities.ts';
import {
  cashSecured,
  longLoanValue,
  outOfTheMoney,
  type OptionLeg,
  type OptionUnderlying,
} from './option-requirement.ts';
import { recogniseStrategies, type RecognisedStrategy } from './option-strategies.ts';
import type { MarginRules, Requirement } from './rules.ts';

/** All options of an account on one underlying, with the shares that may cover them. */
export interface OptionGroup {
  readonly underlying: OptionUnderlying;
  readonly marginable: boolean;
  /** Signed shares of the underlying. */
  readonly shares: Quantity;
  readonly legs: readonly OptionLeg[];
}

/** What the options of a group require beyond what its stock requires by itself, and what they may be lent on. */
export interface OptionGroupMargin extends Requirement {
  readonly loanValue: Money;
  readonly strategies: readonly RecognisedStrategy[];
}

/** Option margin of a group in a margin account (FINRA 4210(f)(2)). The value of options is no part of equity. */
export function optionGroupMargin(
  rules: MarginRules,
  group: OptionGroup,
  date: CivilDate,
): OptionGroupMargin {
  const { underlying, legs, shares } = group;
  const strategies = recogniseStrategies(rules.options, underlying, shares, legs);
  const base = strategies.reduce((sum, { requirement }) => sum + requirement, 0n);
  const rates = longRates(
    rules,
    { ...group, leverageFactor: underlying.leverageFactor },
    underlying.price,
  );
  const lost = lostLoanBase(strategies, underlying);
  return {
    initial: base + shareUp(lost, BASIS - rates.initial),
    maintenance:
      base +
      shareUp(lost, BASIS - rates.maintenance) -
      protectiveRelief(rules, group, rates.maintenance),
    loanValue: legs.reduce(
      (sum, leg) => sum + longLoanValue(rules.options, underlying, leg, date),
      0n,
    ),
    strategies,
  };
}

/** Covered stock has loan value up to the strike only: this much of its value has none. */
function lostLoanBase(
  strategies: readonly RecognisedStrategy[],
  { price, multiplier }: OptionUnderlying,
): Money {
  let lost = 0n;
  for (const { strategy, contracts, legs } of strategies)
    if (strategy === 'COVERED_CALL')
      lost += contracts * multiplier * positive(price - (legs[0]?.strike ?? price));
  return lost;
}

/**
 * Long stock with a long put (or short stock with a long call) needs at most a tenth of the strike plus what the option
 * is out of the money. Options that serve a spread already are counted here too only where shares are left for them.
 */
function protectiveRelief(rules: MarginRules, group: OptionGroup, rate: bigint): Money {
  const { underlying, shares, legs } = group;
  if (shares <= 0n) return 0n;
  const usual = shareUp(underlying.price * underlying.multiplier, rate);
  let contracts = abs(shares) / underlying.multiplier;
  let relief = 0n;
  const shortPuts = legs.some((leg) => leg.right === 'PUT' && leg.quantity < 0n);
  const puts = shortPuts
    ? []
    : legs.filter((leg) => leg.right === 'PUT' && leg.quantity > 0n).toSorted(byStrikeDown);
  for (const put of puts) {
    const taken = min(put.quantity, contracts);
    contracts -= taken;
    const needs =
      shareUp(put.strike * underlying.multiplier, rules.options.protective) +
      outOfTheMoney(put, underlying.price) * underlying.multiplier;
    relief += taken * max(0n, usual - needs);
  }
  return relief;
}

function byStrikeDown(a: OptionLeg, b: OptionLeg): number {
  return a.strike === b.strike ? 0 : a.strike > b.strike ? -1 : 1;
}

/**
 * What the short options of a group require in a cash account: nothing when covered by stock, the whole strike for a
 * put. Undefined when a short call is not covered: a cash account may not have it.
 */
export function cashOptionRequirement(group: OptionGroup): Money | undefined {
  const { multiplier } = group.underlying;
  let [calls, secured] = [0n, 0n];
  for (const leg of group.legs) {
    if (leg.quantity >= 0n) continue;
    if (leg.right === 'CALL') calls -= leg.quantity;
    else secured -= leg.quantity * cashSecured(leg, multiplier);
  }
  return calls * multiplier > positive(group.shares) ? undefined : secured;
}
