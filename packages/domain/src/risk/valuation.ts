import { openingRequirement } from '../margin/equities.ts';
import { futureMarginOn } from '../margin/futures.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { abs, BASIS, ceilDiv, max, positive } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { AccountRisk } from './account-risk.ts';
import { NOTHING_OPEN, type Exposure, type OpenSide } from './exposure.ts';
import { equityTerms, isStock } from './instrument-risk.ts';
import { groupMargin } from './option-valuation.ts';
import { unitMargin } from './unit-margin.ts';

/** What an account is worth and needs at the marks, 1/10 000 USD. */
export interface Valuation {
  /** What it would be worth closed: cash, positions, open profit of futures. */
  readonly liquidation: Money;
  /** Equity in the sense of margin: options count for nothing but the loan value of long-lived ones. */
  readonly equity: Money;
  /**
   * What its positions need before anything may be opened: of each the larger of initial and maintenance requirement,
   * and what closing orders need for which nothing is left to close.
   */
  readonly held: Money;
  readonly maintenance: Money;
}

/**
 * Values an account: two multiplications for each position, whatever the marks have done since the last time, plus the
 * option groups in which something has changed.
 */
export function valuationOf(account: AccountRisk, rules: MarginRules, date: CivilDate): Valuation {
  const credit = account.accountType === 'MARGIN';
  let [liquidation, equity] = [account.cash, account.cash];
  // In 1/10 000 of 1/10 000 USD, rounded once at the end.
  let [heldBasis, maintenanceBasis] = [0n, 0n];
  let uncovered = 0n;
  for (const exposure of account.exposures.values()) {
    const { instrument, quantity } = exposure;
    const unit = unitMargin(instrument, rules, date);
    const value = quantity * unit.value - exposure.basis;
    liquidation += value;
    if (instrument.option !== undefined) continue;
    equity += value;
    if (exposure.buys !== NOTHING_OPEN || exposure.sells !== NOTHING_OPEN)
      uncovered += uncoveredRequirement(account, exposure, rules, date);
    if (!credit && instrument.future === undefined) continue;
    const [held, kept] =
      quantity > 0n
        ? [unit.longHeld, unit.longMaintenance]
        : [-unit.shortHeld, -unit.shortMaintenance];
    heldBasis += quantity * held;
    maintenanceBasis += quantity * kept;
  }
  let held = ceilDiv(heldBasis, BASIS) + uncovered;
  let maintenance = ceilDiv(maintenanceBasis, BASIS);
  for (const group of account.optionGroups.values()) {
    const margin = groupMargin(account, group, rules, date);
    held += margin.held;
    maintenance += margin.maintenance;
    equity += margin.loanValue;
  }
  return { liquidation, equity, held, maintenance };
}

/** Leaves of closing orders for which nothing is left to close, because another order has closed it. */
function uncoveredLeaves(open: OpenSide, closable: bigint): bigint {
  return open.closing === 0n ? 0n : positive(open.closing - positive(closable));
}

/** Such leaves open a position when they execute, without a reserve of their own: they are reserved for here. */
function uncoveredRequirement(
  account: AccountRisk,
  { instrument, quantity, buys, sells }: Exposure,
  rules: MarginRules,
  date: CivilDate,
): Money {
  const long = uncoveredLeaves(buys, -quantity);
  const short = uncoveredLeaves(sells, quantity);
  if (long === 0n && short === 0n) return 0n;
  if (instrument.future !== undefined)
    return (long + short) * futureMarginOn(instrument.future, date).initial;
  if (account.accountType === 'CASH' || !isStock(instrument)) return 0n;
  const terms = equityTerms(instrument, rules, date);
  const opening = (leaves: bigint, { closing, closingNotional }: OpenSide, sign: bigint): Money =>
    leaves === 0n
      ? 0n
      : openingRequirement(
          rules,
          terms,
          sign * leaves,
          max(instrument.mark, closingNotional / (closing * instrument.multiplier)),
        );
  return opening(long, buys, 1n) + opening(short, sells, -1n);
}

/** Worst-case gross exposure: of each instrument the largest value that its open orders may lead to. */
export function grossExposure(account: AccountRisk): Money {
  let gross = 0n;
  for (const exposure of account.exposures.values()) gross += worstValue(exposure);
  return gross;
}

/** Sum of all positions' values, longs less shorts. */
export function netExposure(account: AccountRisk): Money {
  let net = 0n;
  for (const { instrument, quantity } of account.exposures.values())
    net += quantity * instrument.mark * instrument.multiplier;
  return net;
}

/** Largest absolute value that the open orders of an instrument may lead to. */
export function worstValue({ instrument, quantity, buys, sells }: Exposure): Money {
  const value = quantity * instrument.mark * instrument.multiplier;
  return max(abs(value), max(abs(value + buys.notional), abs(value - sells.notional)));
}
