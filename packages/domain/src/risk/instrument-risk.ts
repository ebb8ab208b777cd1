import type { AssetClass, InstrumentRestriction } from '../accounts/terms.ts';
import type { FutureTerms, OptionTerms } from '../instruments/terms.ts';
import type { Price } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { MarginRules } from '../margin/rules.ts';
import { isNewIssue, type EquityTerms } from '../margin/equities.ts';
import type { UnitMargin } from './unit-margin-values.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** What risk knows of an instrument; shared by all accounts and changed in place. Prices in 1/10 000 USD, 0: none. */
export interface InstrumentRisk {
  readonly instrumentId: InstrumentId;
  readonly assetClass: AssetClass;
  /** Units per share or contract. */
  readonly multiplier: bigint;
  /** Change it by `setOption` only. */
  option: OptionTerms | undefined;
  readonly future: FutureTerms | undefined;
  /** What an option is on. */
  readonly underlying: InstrumentRisk | undefined;
  readonly listedOn: CivilDate | undefined;
  marginable: boolean;
  leverageFactor: bigint;
  /** Held against everybody. */
  restriction: InstrumentRestriction;
  /** What positions are valued at: last eligible sale, official close or settlement. Change it by `setMark` only. */
  mark: Price;
  /** Grows with every change that valuations depend on. */
  markVersion: number;
  lastSale: Price;
  previousClose: Price;
  /** Rule 201 is in force: the price fell by a tenth today or yesterday. */
  shortSaleRestricted: boolean;
  /** What one unit requires at the mark, worked out when it is first asked for (`unitMargin`). */
  unit: UnitMargin | undefined;
}

/** Terms of an instrument; what is absent makes it a plain marginable stock. */
export interface InstrumentRiskTerms {
  readonly instrumentId: InstrumentId;
  readonly assetClass?: AssetClass | undefined;
  readonly multiplier?: bigint | undefined;
  readonly option?: OptionTerms | undefined;
  readonly future?: FutureTerms | undefined;
  readonly underlying?: InstrumentRisk | undefined;
  readonly listedOn?: CivilDate | undefined;
  readonly marginable?: boolean | undefined;
  readonly leverageFactor?: bigint | undefined;
  readonly previousClose: Price;
}

/** An instrument before it trades: valued at its previous close. */
export function newInstrumentRisk(terms: InstrumentRiskTerms): InstrumentRisk {
  return {
    instrumentId: terms.instrumentId,
    assetClass: terms.assetClass ?? 'EQUITY',
    multiplier: terms.multiplier ?? 1n,
    option: terms.option,
    future: terms.future,
    underlying: terms.underlying,
    listedOn: terms.listedOn,
    marginable: terms.marginable ?? true,
    leverageFactor: terms.leverageFactor ?? 1n,
    restriction: 'NONE',
    mark: terms.previousClose,
    markVersion: 0,
    lastSale: 0n,
    previousClose: terms.previousClose,
    shortSaleRestricted: false,
    unit: undefined,
  };
}

/** Values all positions in an instrument at `price` from now on. Costs the same however many accounts hold it. */
export function setMark(instrument: InstrumentRisk, price: Price): void {
  if (instrument.mark === price) return;
  instrument.mark = price;
  instrument.markVersion += 1;
}

/** The terms of an option have changed. */
export function setOption(instrument: InstrumentRisk, option: OptionTerms): void {
  instrument.option = option;
  instrument.markVersion += 1;
}

/** Terms that decide its margin have changed. */
export function setMarginTerms(
  instrument: InstrumentRisk,
  terms: { readonly marginable: boolean; readonly leverageFactor: bigint },
): void {
  instrument.marginable = terms.marginable;
  instrument.leverageFactor = terms.leverageFactor;
  instrument.markVersion += 1;
}

/** Equities and ETFs: what Reg SHO, lots and Reg T loan value are about. */
export function isStock({ assetClass }: InstrumentRisk): boolean {
  return assetClass === 'EQUITY' || assetClass === 'ETF';
}

/** What is marginable about a stock on a day. */
export function equityTerms(
  instrument: InstrumentRisk,
  rules: MarginRules,
  date: CivilDate,
): EquityTerms {
  return instrument.listedOn === undefined || !isNewIssue(rules, instrument.listedOn, date)
    ? instrument
    : { marginable: false, leverageFactor: instrument.leverageFactor };
}
