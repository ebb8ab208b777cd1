import { parseDecimal } from '@bellwether/domain';
import type { RecordedFact } from '@bellwether/projections';
import type { CachedPrice, ReadModels } from '@bellwether/projections/read-model';
import type { Invariant } from './result.ts';

/** The price cache, compared with the trades that it says it has its prices from. It may have nothing. */
export class PriceAudit {
  readonly #cached: readonly CachedPrice[];
  /** Price of the last trade of an instrument within an event, for the events that the cache names. */
  readonly #traded = new Map<string, bigint>();

  private constructor(cached: readonly CachedPrice[]) {
    this.#cached = cached;
  }

  /** Takes note of what is cached now; the log that is read afterwards has all of it. */
  static async begin(readModels: ReadModels): Promise<PriceAudit> {
    const instruments = await readModels.instruments();
    const cached = await Promise.all(
      instruments.map(({ symbol }) => readModels.cachedPrice(symbol)),
    );
    return new PriceAudit(cached.filter((price) => price !== undefined));
  }

  add(facts: readonly RecordedFact[]): void {
    const position = `${facts[0]?.position}`;
    if (!this.#cached.some((price) => price.position === position)) return;
    for (const { fact } of facts)
      if (fact.type === 'TradeExecuted')
        this.#traded.set(`${position}/${fact.data.instrumentId}`, fact.data.price);
  }

  conclude(invariant: Invariant): void {
    for (const { symbol, instrumentId, price, position } of this.#cached) {
      const traded = this.#traded.get(`${position}/${instrumentId}`);
      invariant.count('cached prices');
      invariant.check(
        parseDecimal(price) === traded,
        () =>
          `${symbol}: ${price} is cached from position ${position}, where the trade was at ${traded}`,
      );
    }
  }
}
