import { openingRequirement } from '../margin/equities.ts';
import { futureMarginOn } from '../margin/futures.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { abs, BASIS, ceilDiv, max, positive } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { AccountRisk } from './account-risk.ts';
import type { Exposure, OpenSide } from './exposure.ts';
import { equityTerms, isStock } from './instrument-risk.ts';
import { groupMargin } from './option-valuation.ts';
import { unitMargin } from './unit-margin.ts';

/** What an account is worth and needs at the marks, 1/10 000 USD. */
export interface Valuation {
  /** What it would be worth closed: cash, claims to dividends, positions, open profit of futures. */
  readonly liquidation: Money;
  /** Equity in the sense of margin: options count for nothing but the loan value of long-lived ones. */
  readonly equity: Money;
  /**
   * What its positions need before anything may be opened: of each the larger of initial and maintenance requirement,
   * and what closing orders need for which nothing is left to close.
   */
  readonly held: Money;
}

/**
 * Values an account: two multiplications for each stock position, whatever the marks have done since the last time,
 * the futures, and the option groups in which something has changed.
 */
export function valuationOf(account: AccountRisk, rules: MarginRules, date: CivilDate): Valuation {
  const { instruments, quantities } = account.stocks;
  const credit = account.accountType === 'MARGIN';
  let equity = account.cash + account.accrued;
  // In 1/10 000 of 1/10 000 USD, rounded once at the end.
  let heldBasis = 0n;
  for (let slot = 0; slot < instruments.length; slot += 1) {
    const instrument = instruments[slot];
    const quantity = quantities[slot];
    if (instrument === undefined || quantity === undefined) break;
    const unit = unitMargin(instrument, rules, date);
    equity += quantity * unit.value;
    if (credit) heldBasis += quantity * (quantity > 0n ? unit.longHeld : unit.shortHeld);
  }
  let options = 0n;
  for (const { instrument, quantity, basis } of account.derivatives) {
    const unit = unitMargin(instrument, rules, date);
    if (instrument.option !== undefined) options += quantity * unit.value;
    else equity += quantity * unit.value - basis;
    heldBasis += quantity * (quantity > 0n ? unit.longHeld : unit.shortHeld);
  }
  const liquidation = equity + options;
  let held = ceilDiv(heldBasis, BASIS);
  for (const exposure of account.closing)
    held += uncoveredRequirement(account, exposure, rules, date);
  for (const group of account.optionGroups.values()) {
    const margin = groupMargin(account, group, rules, date);
    held += margin.held;
    equity += margin.loanValue;
  }
  return { liquidation, equity, held };
}

/** What the account's positions need to be kept, 1/10 000 USD. */
export function maintenanceOf(account: AccountRisk, rules: MarginRules, date: CivilDate): Money {
  const credit = account.accountType === 'MARGIN';
  let basis = 0n;
  let maintenance = 0n;
  for (const { instrument, quantity } of account.exposures.values()) {
    if (!credit && isStock(instrument)) continue;
    const unit = unitMargin(instrument, rules, date);
    basis += quantity * (quantity > 0n ? unit.longMaintenance : unit.shortMaintenance);
  }
  for (const group of account.optionGroups.values())
    maintenance += groupMargin(account, group, rules, date).maintenance;
  return maintenance + ceilDiv(basis, BASIS);
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
