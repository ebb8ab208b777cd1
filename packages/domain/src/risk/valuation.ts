import { equityRequirement, openingRequirement } from '../margin/equities.ts';
import { futureMarginOn, futureRequirement } from '../margin/futures.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { abs, max, positive } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { AccountRisk } from './account-risk.ts';
import type { Exposure, OpenSide } from './exposure.ts';
import { equityTerms, isStock } from './instrument-risk.ts';
import { revalueGroup } from './option-valuation.ts';

/**
 * Brings an account's totals up to date with the marks, its positions and its open orders. Only what has changed since
 * the last time is valued again; the outcome is that of valuing everything (a property test says so).
 */
export function revalue(account: AccountRisk, rules: MarginRules, date: CivilDate): void {
  const afresh = account.valuedBy !== rules || account.valuedOn !== date;
  account.valuedBy = rules;
  account.valuedOn = date;
  for (const exposure of account.exposures.values()) {
    if (!afresh && exposure.valuedAt === exposure.instrument.markVersion) continue;
    valueExposure(account, exposure, rules, date);
    exposure.valuedAt = exposure.instrument.markVersion;
    const groupId = exposure.instrument.option?.underlyingId ?? exposure.instrument.instrumentId;
    const group = account.optionGroups.get(groupId);
    if (group !== undefined) group.valuedAt = -1;
  }
  for (const group of account.optionGroups.values())
    if (afresh || group.valuedAt !== group.underlying.markVersion)
      revalueGroup(account, group, rules, date);
}

function valueExposure(
  account: AccountRisk,
  exposure: Exposure,
  rules: MarginRules,
  date: CivilDate,
): void {
  const { instrument, quantity, buys, sells } = exposure;
  const { totals } = account;
  const value = quantity * instrument.mark * instrument.multiplier;
  totals.value += value - exposure.value;
  exposure.value = value;

  const liquidation = instrument.future === undefined ? value : value - exposure.basis;
  totals.liquidation += liquidation - exposure.liquidation;
  exposure.liquidation = liquidation;

  const equity = instrument.option === undefined ? liquidation : 0n;
  totals.equity += equity - exposure.equity;
  exposure.equity = equity;

  const worst = max(abs(value), max(abs(value + buys.notional), abs(value - sells.notional)));
  totals.worst += worst - exposure.worst;
  exposure.worst = worst;

  const needs = requirement(account, exposure, rules, date);
  totals.held += needs.held - exposure.held;
  exposure.held = needs.held;
  totals.maintenance += needs.maintenance - exposure.maintenance;
  exposure.maintenance = needs.maintenance;
}

const NOTHING = { held: 0n, maintenance: 0n };

/** Requirement of a position by itself; options are margined by group. */
function requirement(
  account: AccountRisk,
  exposure: Exposure,
  rules: MarginRules,
  date: CivilDate,
): { readonly held: Money; readonly maintenance: Money } {
  const { instrument, quantity } = exposure;
  if (instrument.future !== undefined) {
    const margin = futureMarginOn(instrument.future, date);
    const { initial, maintenance } = futureRequirement(margin, quantity);
    const naked = uncovered(exposure.buys, -quantity) + uncovered(exposure.sells, quantity);
    return { held: initial + naked * margin.initial, maintenance };
  }
  if (account.accountType === 'CASH' || instrument.option !== undefined) return NOTHING;
  const terms = equityTerms(instrument, rules, date);
  const { initial, maintenance } = equityRequirement(rules, terms, quantity, instrument.mark);
  return {
    held: max(initial, maintenance) + uncoveredStock(exposure, rules, date),
    maintenance,
  };
}

/** Leaves of closing orders for which nothing is left to close, because another order has closed it. */
function uncovered(open: OpenSide, closable: bigint): bigint {
  return open.closing === 0n ? 0n : positive(open.closing - positive(closable));
}

/** Such leaves open a position when they execute, without a reserve of their own: they are reserved for here. */
function uncoveredStock(
  { instrument, quantity, buys, sells }: Exposure,
  rules: MarginRules,
  date: CivilDate,
): Money {
  const long = uncovered(buys, -quantity);
  const short = uncovered(sells, quantity);
  if ((long === 0n && short === 0n) || !isStock(instrument)) return 0n;
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

/** Cash, positions and open futures profit at the marks: what the account would be worth closed. Revalue it first. */
export function netLiquidation(account: AccountRisk): Money {
  return account.cash + account.totals.liquidation;
}

/** Equity in the sense of margin: options count for nothing but the loan value of long-lived ones. Revalue it first. */
export function marginEquity(account: AccountRisk): Money {
  return account.cash + account.totals.equity;
}
