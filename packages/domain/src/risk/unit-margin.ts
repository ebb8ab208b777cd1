import { longRates } from '../margin/equities.ts';
import { futureMarginOn } from '../margin/futures.ts';
import type { MarginRules } from '../margin/rules.ts';
import { BASIS, max, min } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { equityTerms, isStock, type InstrumentRisk } from './instrument-risk.ts';
import type { UnitMargin } from './unit-margin-values.ts';

/** What one unit requires in a margin account, worked out once for each mark. Options are margined by group: nothing. */
export function unitMargin(
  instrument: InstrumentRisk,
  rules: MarginRules,
  date: CivilDate,
): UnitMargin {
  const known = instrument.unit;
  if (
    known !== undefined &&
    known.version === instrument.markVersion &&
    known.rules === rules &&
    known.date === date
  )
    return known;
  const unit = {
    version: instrument.markVersion,
    rules,
    date,
    value: instrument.mark * instrument.multiplier,
    ...requirements(instrument, rules, date),
  };
  instrument.unit = unit;
  return unit;
}

type Requirements = Pick<
  UnitMargin,
  'longHeld' | 'shortHeld' | 'longMaintenance' | 'shortMaintenance'
>;

const NONE: Requirements = {
  longHeld: 0n,
  shortHeld: 0n,
  longMaintenance: 0n,
  shortMaintenance: 0n,
};

function requirements(
  instrument: InstrumentRisk,
  rules: MarginRules,
  date: CivilDate,
): Requirements {
  if (instrument.future !== undefined) {
    const { initial, maintenance } = futureMarginOn(instrument.future, date);
    const [held, kept] = [max(initial, maintenance) * BASIS, maintenance * BASIS];
    return { longHeld: held, shortHeld: -held, longMaintenance: kept, shortMaintenance: -kept };
  }
  if (!isStock(instrument)) return NONE;
  const terms = equityTerms(instrument, rules, date);
  const { mark } = instrument;
  const { equity } = rules;
  const long = longRates(rules, terms, mark);
  const high = mark >= equity.shortHighPrice;
  const share = (high ? equity.shortHighShare : equity.shortLowShare) * terms.leverageFactor;
  const perShare = high ? equity.shortHighPerShare : equity.shortLowPerShare;
  const short = max(perShare * BASIS, mark * min(BASIS, share));
  const initialShort = mark * min(BASIS, equity.initialShort * terms.leverageFactor);
  return {
    longHeld: mark * max(long.initial, long.maintenance),
    shortHeld: -max(short, initialShort),
    longMaintenance: mark * long.maintenance,
    shortMaintenance: -short,
  };
}
