import { parseDecimal } from '@bellwether/domain';
import type { RecordedFact } from '@bellwether/projections';
import {
  allRows,
  PAGE_MAX,
  type CachedPrice,
  type ReadModels,
} from '@bellwether/projections/read-model';
import type { Invariant } from './result.ts';

/** The price cache, compared with the last trades as of the positions that it says its prices are of. It may have nothing. */
export class PriceAudit {
  readonly #cached: readonly CachedPrice[];
  /** By instrument: price of the last trade up to the position that the cache names. */
  readonly #traded = new Map<string, bigint>();

  private constructor(cached: readonly CachedPrice[]) {
    this.#cached = cached;
  }

  /** Takes note of what is cached now; the log that is read afterwards has all of it. */
  static async begin(readModels: ReadModels): Promise<PriceAudit> {
    const cached: CachedPrice[] = [];
    const page = { first: PAGE_MAX };
    for await (const { symbol } of allRows((after) => readModels.instruments({ ...page, after }))) {
      const price = await readModels.cachedPrice(symbol);
      if (price !== undefined) cached.push(price);
    }
    return new PriceAudit(cached);
  }

  add(facts: readonly RecordedFact[]): void {
    const [first] = facts;
    if (first === undefined) return;
    const open = new Set(
      this.#cached
        .filter(({ position }) => BigInt(position) >= first.position)
        .map(({ instrumentId }) => instrumentId),
    );
    if (open.size === 0) return;
    for (const { fact } of facts)
      if (
        (fact.type === 'TradeExecuted' || fact.type === 'OrderExecuted') &&
        open.has(fact.data.instrumentId)
      )
        this.#traded.set(fact.data.instrumentId, fact.data.price);
  }

  conclude(invariant: Invariant): void {
    for (const { symbol, instrumentId, price, position } of this.#cached) {
      const traded = this.#traded.get(instrumentId);
      invariant.count('cached prices');
      invariant.check(
        parseDecimal(price) === traded,
        () =>
          `${symbol}: ${price} is cached as of ${position}, where the last trade was at ${traded}`,
      );
    }
  }
}
