import type { AccountRisk, OptionGroupRisk } from './account-risk.ts';
import { isIdle, newExposure, type Exposure } from './exposure.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/** The account's exposure in an instrument, begun if there is none. */
export function exposureOf(account: AccountRisk, instrument: InstrumentRisk): Exposure {
  const known = account.exposures.get(instrument.instrumentId);
  if (known !== undefined) return known;
  const exposure = newExposure(instrument);
  account.exposures.set(instrument.instrumentId, exposure);
  if (instrument.option !== undefined || instrument.future !== undefined) account.derivatives += 1;
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
    valuedAt: -1,
    held: 0n,
    maintenance: 0n,
    loanValue: 0n,
  };
  account.optionGroups.set(underlying.instrumentId, group);
  return group;
}

/** Forgets an exposure in which nothing is held and nothing is open, and what it added to the totals. */
export function forgetIfIdle(account: AccountRisk, exposure: Exposure): void {
  const { instrument } = exposure;
  if (!isIdle(exposure) || exposure.basis !== 0n) return;
  const { totals } = account;
  totals.value -= exposure.value;
  totals.liquidation -= exposure.liquidation;
  totals.equity -= exposure.equity;
  totals.held -= exposure.held;
  totals.maintenance -= exposure.maintenance;
  totals.worst -= exposure.worst;
  account.exposures.delete(instrument.instrumentId);
  if (instrument.option !== undefined || instrument.future !== undefined) account.derivatives -= 1;
  leaveGroup(account, exposure);
}

function leaveGroup(account: AccountRisk, exposure: Exposure): void {
  const { instrument } = exposure;
  const group = account.optionGroups.get(
    instrument.underlying?.instrumentId ?? instrument.instrumentId,
  );
  if (group === undefined) return;
  group.legs.delete(exposure);
  group.valuedAt = -1;
  if (group.legs.size > 0) return;
  account.totals.held -= group.held;
  account.totals.maintenance -= group.maintenance;
  account.totals.equity -= group.loanValue;
  account.optionGroups.delete(group.underlying.instrumentId);
}
