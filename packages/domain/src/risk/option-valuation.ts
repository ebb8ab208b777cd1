import {
  cashOptionRequirement,
  optionGroupMargin,
  type OptionGroup,
} from '../margin/option-group.ts';
import { levelGained } from '../margin/option-strategies.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { max } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { AccountRisk, GroupMargin, OptionGroupRisk } from './account-risk.ts';
import type { Exposure } from './exposure.ts';
import { equityTerms, type InstrumentRisk } from './instrument-risk.ts';

/** An order that is imagined to have been executed. */
export interface ImaginedSale {
  readonly instrument: InstrumentRisk;
  readonly quantity: Quantity;
  /** Open leaves that it takes the place of. */
  readonly replaced: Quantity;
}

/** What the options of a group require together; worked out anew when a mark or a position in it has changed. */
export function groupMargin(
  account: AccountRisk,
  group: OptionGroupRisk,
  rules: MarginRules,
  date: CivilDate,
): GroupMargin {
  let stamp = group.underlying.markVersion;
  for (const { instrument } of group.legs) stamp += instrument.markVersion;
  const known = group.margin;
  if (known?.stamp === stamp && known.rules === rules && known.date === date) return known;
  const shape = groupOf(account, group.underlying, rules, date, 'POSITIONS');
  const margin = {
    stamp,
    rules,
    date,
    ...(account.accountType === 'CASH' ? securedBy(shape) : lentOn(rules, shape, date)),
  };
  group.margin = margin;
  return margin;
}

type Needs = Pick<GroupMargin, 'held' | 'maintenance' | 'loanValue'>;

function securedBy(group: OptionGroup): Needs {
  const held = cashOptionRequirement(group) ?? 0n;
  return { held, maintenance: held, loanValue: 0n };
}

function lentOn(rules: MarginRules, group: OptionGroup, date: CivilDate): Needs {
  const { initial, maintenance, loanValue } = optionGroupMargin(rules, group, date);
  return { held: max(initial, maintenance), maintenance, loanValue };
}

/** What a sale would do to the options that it belongs to or covers. */
export interface OptionEffect {
  /** By how much their requirement grows, 1/10 000 USD; zero or below: it frees margin. */
  readonly growth: Money;
  /** Approval level that its executing would need. */
  readonly level: number;
}

export const NO_OPTION_EFFECT: OptionEffect = { growth: 0n, level: 0 };

/**
 * Imagines a sale executed after all sells that are open already. Undefined: the account may not have what it would
 * lead to (a cash account an uncovered call).
 */
export function effectOnOptions(
  account: AccountRisk,
  underlying: InstrumentRisk,
  sale: ImaginedSale,
  rules: MarginRules,
  date: CivilDate,
): OptionEffect | undefined {
  const without = { ...sale, quantity: 0n };
  const before = groupOf(account, underlying, rules, date, 'WORST_CASE', without);
  const after = groupOf(account, underlying, rules, date, 'WORST_CASE', sale);
  if (account.accountType === 'CASH') {
    const required = cashOptionRequirement(after);
    if (required === undefined) return undefined;
    return { growth: required - (cashOptionRequirement(before) ?? 0n), level: 1 };
  }
  const was = optionGroupMargin(rules, before, date);
  const is = optionGroupMargin(rules, after, date);
  return {
    growth: max(is.initial, is.maintenance) - max(was.initial, was.maintenance),
    level: levelGained(was.strategies, is.strategies),
  };
}

/** A group as it is, or as it will be when all open sells have executed. */
function groupOf(
  account: AccountRisk,
  underlying: InstrumentRisk,
  rules: MarginRules,
  date: CivilDate,
  when: 'POSITIONS' | 'WORST_CASE',
  sale?: ImaginedSale,
): OptionGroup {
  const quantityOf = (exposure: Exposure): Quantity =>
    exposure.quantity -
    (when === 'WORST_CASE' ? exposure.sells.quantity : 0n) -
    (exposure.instrument === sale?.instrument ? sale.quantity - sale.replaced : 0n);
  const legs = new Map<string, OptionGroup['legs'][number]>();
  let multiplier = sale?.instrument.option === undefined ? 100n : sale.instrument.multiplier;
  let broadIndex = sale?.instrument.option?.underlyingKind === 'BROAD_INDEX';
  const add = (instrument: InstrumentRisk, quantity: Quantity): void => {
    const { option } = instrument;
    if (option === undefined || quantity === 0n) return;
    ({ multiplier } = instrument);
    broadIndex = option.underlyingKind === 'BROAD_INDEX';
    legs.set(instrument.instrumentId, {
      ...option,
      instrumentId: instrument.instrumentId,
      quantity,
      mark: instrument.mark,
    });
  };
  for (const exposure of account.optionGroups.get(underlying.instrumentId)?.legs ?? [])
    add(exposure.instrument, quantityOf(exposure));
  if (sale !== undefined && !account.exposures.has(sale.instrument.instrumentId))
    add(sale.instrument, sale.replaced - sale.quantity);
  const stock = account.exposures.get(underlying.instrumentId);
  const terms = equityTerms(underlying, rules, date);
  return {
    underlying: {
      price: underlying.mark,
      multiplier,
      broadIndex,
      leverageFactor: terms.leverageFactor,
    },
    marginable: terms.marginable,
    shares: stock === undefined ? 0n : quantityOf(stock),
    legs: [...legs.values()],
  };
}
