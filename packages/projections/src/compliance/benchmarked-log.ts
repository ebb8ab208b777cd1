import { bestOf, type Benchmark, type QuotesAt } from '@bellwether/domain';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { QuoteFold } from '../market-data/quote-fold.ts';
import { readLog } from '../runtime/read-log.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';

/** A fact with the best bid and offer at its moment. */
export interface BenchmarkedFact {
  readonly placed: RecordedFact;
  /** Our own book as the command found it, and what the fact says of other venues. */
  readonly quotes: QuotesAt;
}

const NOTHING: Benchmark = { bid: undefined, offer: undefined };

/** The best quotes of our books, and those that facts state, in the order of the log. */
export class Benchmarks {
  readonly #fold = new QuoteFold();
  readonly #own = new Map<string, Benchmark>();

  /** Takes the facts of one event. */
  add(facts: readonly RecordedFact[]): readonly BenchmarkedFact[] {
    const changes = this.#fold.add(facts);
    let next = 0;
    return facts.map((placed) => {
      // What a command leaves behind is what the commands after it find.
      for (; next < changes.length && changes[next]!.index < placed.index; next += 1) {
        const { instrumentId, bid, ask } = changes[next]!;
        this.#own.set(instrumentId, { bid: bid?.price, offer: ask?.price });
      }
      const quotes = this.#of(placed);
      if (placed === facts.at(-1))
        for (const { instrumentId, bid, ask } of changes.slice(next))
          this.#own.set(instrumentId, { bid: bid?.price, offer: ask?.price });
      return { placed, quotes };
    });
  }

  #of({ fact }: RecordedFact): QuotesAt {
    const { type } = fact;
    if (type !== 'OrderAccepted' && type !== 'TradeExecuted' && type !== 'OrderExecuted')
      return { own: NOTHING, away: NOTHING, best: NOTHING };
    const { instrumentId, bestBid: bid, bestOffer: offer } = fact.data;
    const own = this.#own.get(instrumentId) ?? NOTHING;
    return { own, away: { bid, offer }, best: bestOf(own, { bid, offer }) };
  }
}

/** Every fact up to a position, with the best quotes at the receipt of orders. */
export async function* benchmarkedLog(
  client: EventStoreDBClient,
  position: bigint,
): AsyncGenerator<BenchmarkedFact> {
  const benchmarks = new Benchmarks();
  for await (const facts of readLog(client, -1n, position)) yield* benchmarks.add(facts);
}
