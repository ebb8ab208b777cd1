import { MarketError } from './market-options.ts';

/** The market's own numbers of instruments, from 0 in the order of their appearance: sources number them otherwise. */
export class SymbolDirectory {
  readonly #symbols: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#symbols.length;
  }

  symbolOf(instrument: number): string {
    return this.#symbols[instrument] ?? '';
  }

  /** The number of a symbol, or undefined. */
  find(symbol: string): number | undefined {
    return this.#indexes.get(symbol);
  }

  /** @throws MarketError TOO_MANY */
  numberOf(symbol: string): number {
    const known = this.#indexes.get(symbol);
    if (known !== undefined) return known;
    const next = this.#symbols.length;
    if (next >= this.#max)
      throw new MarketError('TOO_MANY', `the market holds ${this.#max} instruments at most`);
    this.#symbols.push(symbol);
    this.#indexes.set(symbol, next);
    return next;
  }
}
