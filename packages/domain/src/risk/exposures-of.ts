import type { Quantity } from '../kernel/fixed-point.ts';
import type { AccountRisk, OptionGroupRisk } from './account-risk.ts';
import { isIdle, newExposure, type Exposure } from './exposure.ts';
import { isStock, type InstrumentRisk } from './instrument-risk.ts';
import { writeStock } from './stock-table.ts';

/** The account's exposure in an instrument, begun if there is none. */
export function exposureOf(account: AccountRisk, instrument: InstrumentRisk): Exposure {
  const known = account.exposures.get(instrument.instrumentId);
  if (known !== undefined) return known;
  const exposure = newExposure(instrument);
  account.exposures.set(instrument.instrumentId, exposure);
  if (!isStock(instrument)) account.derivatives.add(exposure);
  if (instrument.underlying !== undefined)
    groupOf(account, instrument.underlying).legs.add(exposure);
  return exposure;
}

function groupOf(account: AccountRisk, underlying: InstrumentRisk): OptionGroupRisk {
  const known = account.optionGroups.get(underlying.instrumentId);
  if (known !== undefined) return known;
  const group = {
    underlying,
    legs: new Set<Exposure>(),
    margin: undefined,
  };
  account.optionGroups.set(underlying.instrumentId, group);
  return group;
}

/** The position changes; options that it belongs to or covers are margined anew. */
export function changePosition(account: AccountRisk, exposure: Exposure, by: Quantity): void {
  exposure.quantity += by;
  if (isStock(exposure.instrument)) writeStock(account.stocks, exposure);
  const group = groupWith(account, exposure);
  if (group !== undefined) group.margin = undefined;
}

/** Keeps in mind which exposures have orders that are to close a position. */
export function noteClosing(account: AccountRisk, exposure: Exposure): void {
  if (exposure.buys.closing > 0n || exposure.sells.closing > 0n) account.closing.add(exposure);
  else account.closing.delete(exposure);
}

/** Forgets an exposure in which nothing is held and nothing is open. */
export function forgetIfIdle(account: AccountRisk, exposure: Exposure): void {
  const { instrument } = exposure;
  if (!isIdle(exposure) || exposure.basis !== 0n) return;
  account.exposures.delete(instrument.instrumentId);
  account.derivatives.delete(exposure);
  const group = groupWith(account, exposure);
  if (group?.legs.delete(exposure) === true && group.legs.size === 0)
    account.optionGroups.delete(group.underlying.instrumentId);
}

function groupWith(account: AccountRisk, { instrument }: Exposure): OptionGroupRisk | undefined {
  if (account.optionGroups.size === 0) return undefined;
  const underlying = instrument.underlying ?? instrument;
  return account.optionGroups.get(underlying.instrumentId);
}
