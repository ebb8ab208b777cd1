import type { InstrumentId, TradingState } from '@bellwether/domain';

/** Symbols that are not known are not looked for again before, ms. */
const LOOK_AGAIN_MS = 1_000;

/** Which instrument bears a symbol, for what comes under the symbols that the world knows. */
export class ListedSymbols {
  readonly #state: Pick<TradingState, 'instruments'>;
  readonly #now: () => number;
  #bySymbol: ReadonlyMap<string, InstrumentId> = new Map();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param now of a monotonic clock, ms. */
  constructor(state: Pick<TradingState, 'instruments'>, now: () => number) {
    this.#state = state;
    this.#now = now;
  }

  /** Symbols change hands: what is known is looked at again where it is not true any more. */
  instrumentOf(symbol: string): InstrumentId | undefined {
    const { instruments } = this.#state;
    const known = this.#bySymbol.get(symbol);
    if (known !== undefined && instruments.get(known)?.symbol === symbol) return known;
    if (this.#now() - this.#lookedAt < LOOK_AGAIN_MS) return undefined;
    this.#lookedAt = this.#now();
    this.#bySymbol = new Map(
      [...instruments.values()]
        .filter(({ delisted }) => !delisted)
        .map((instrument) => [instrument.symbol, instrument.instrumentId]),
    );
    return this.#bySymbol.get(symbol);
  }
}
