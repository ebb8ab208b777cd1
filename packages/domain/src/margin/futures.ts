import type { FutureTerms } from '../instruments/terms.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { abs, shareUp } from '../kernel/rounding.ts';
import { ES_MARGIN, SPECULATOR_INITIAL, type FutureMargin } from '../rulebook/derivatives.ts';
import type { EffectiveDated } from '../time/effective-dated.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { Requirement } from './rules.ts';

/** Products whose margins the rulebook knows by date; the others carry them in their terms. */
const PRODUCTS: Readonly<Record<string, EffectiveDated<FutureMargin>>> = { ES: ES_MARGIN };

/** Margin of one contract on a day: of the rulebook from its first entry on, else of the contract's terms. */
export function futureMarginOn(terms: FutureTerms, date: CivilDate): FutureMargin {
  const known = PRODUCTS[terms.root];
  const first = known?.entries[0];
  return known !== undefined && first !== undefined && date >= first.from
    ? known.on(date).value
    : { initial: terms.initialMargin, maintenance: terms.maintenanceMargin };
}

/** What speculators post where only the maintenance margin is published. */
export function speculatorInitial(maintenance: Money, date: CivilDate): Money {
  return shareUp(maintenance, SPECULATOR_INITIAL.on(date).value);
}

/** Performance bond of a position: both sides post it. */
export function futureRequirement(margin: FutureMargin, quantity: Quantity): Requirement {
  const contracts = abs(quantity);
  return { initial: contracts * margin.initial, maintenance: contracts * margin.maintenance };
}

/**
 * Daily variation: `(settlement − reference) × multiplier × quantity`, where the reference is the trade price on the
 * first day and the last settlement after it.
 * @param basis Σ of reference × multiplier × quantity of all contracts, signed; trades add theirs, a settlement resets it.
 * @returns cash to move (below zero: to pay) and the basis from now on.
 */
export function settleVariation(
  quantity: Quantity,
  basis: Money,
  settlement: Price,
  multiplier: bigint,
): { readonly variation: Money; readonly basis: Money } {
  const value = quantity * settlement * multiplier;
  return { variation: value - basis, basis: value };
}

/** A futures account below maintenance owes what brings it back to the initial margin, not to maintenance. */
export function futuresCall(equity: Money, { initial, maintenance }: Requirement): Money {
  return equity < maintenance ? initial - equity : 0n;
}
