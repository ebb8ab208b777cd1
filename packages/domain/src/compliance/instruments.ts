import { productOf, type Product } from '../accounts/commissions.ts';
import type { OptionTerms } from '../instruments/terms.ts';
import { partsOf } from '../time/civil-date.ts';
import type { PlacedFact } from './placed-fact.ts';

/** What reports say of an instrument. */
export interface ReportedInstrument {
  readonly symbol: string;
  readonly product: Product;
  /** Shares of one contract; 1 of a stock. */
  readonly multiplier: bigint;
  readonly option: OptionTerms | undefined;
}

/** Instruments as the facts of the log before a moment tell them. */
export class ReportedInstruments {
  readonly #known = new Map<string, ReportedInstrument>();

  add({ fact }: PlacedFact): void {
    switch (fact.type) {
      case 'InstrumentListed':
      case 'InstrumentAdmitted': {
        const { instrumentId, symbol, assetClass = 'EQUITY', multiplier = 1, option } = fact.data;
        const product = productOf(assetClass);
        const terms = { symbol, product, multiplier: BigInt(multiplier), option };
        if (!this.#known.has(instrumentId)) this.#known.set(instrumentId, terms);
        return;
      }
      // The partition takes the new symbol over on the day from which it holds.
      case 'SymbolAdopted': {
        const known = this.#known.get(fact.data.instrumentId);
        if (known !== undefined)
          this.#known.set(fact.data.instrumentId, { ...known, symbol: fact.data.symbol });
        return;
      }
      default:
    }
  }

  of(instrumentId: string): ReportedInstrument {
    const unlisted = { product: 'STOCK', multiplier: 1n, option: undefined } as const;
    return this.#known.get(instrumentId) ?? { symbol: instrumentId, ...unlisted };
  }

  /** OSI name of an option: root in six places, day, C or P, strike in 1/1000 USD in eight (21 characters). */
  optionId({ option, symbol }: ReportedInstrument): string {
    if (option === undefined) return symbol;
    const { year, month, day } = partsOf(option.expiresOn);
    const two = (n: number): string => `${n}`.padStart(2, '0');
    const root = this.of(option.underlyingId).symbol.slice(0, 6).padEnd(6, ' ');
    const strike = `${option.strike / 10n}`.padStart(8, '0');
    return `${root}${two(year % 100)}${two(month)}${two(day)}${option.right.slice(0, 1)}${strike}`;
  }
}
