import type { NatsConnection } from 'nats';
import { TICK } from './market.ts';

/** What is read of a row of `md.quotes`. */
interface Row {
  readonly symbol: string;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly stale: string | null;
}

/** Prices of the venues outside, as far as they are heard: a market that wanders away from them would be bought empty. */
export class OutsidePrices {
  readonly #ticks = new Map<string, number>();

  /** Hears `md.quotes`. @returns ends it. */
  hear(nats: Pick<NatsConnection, 'subscribe'>): () => void {
    const subscription = nats.subscribe('md.quotes', {
      callback: (error, message) => {
        if (error === null) this.quoted(message.json<readonly Row[]>());
      },
    });
    return () => subscription.unsubscribe();
  }

  /** The middle of the best quotes of a symbol, ticks; undefined: there are none now. */
  of(symbol: string): number | undefined {
    return this.#ticks.get(symbol);
  }

  quoted(rows: readonly Row[]): void {
    for (const { symbol, bid, ask, stale } of rows) {
      if (bid === null || ask === null || stale !== null) this.#ticks.delete(symbol);
      else this.#ticks.set(symbol, Number((BigInt(bid) + BigInt(ask)) / (2n * TICK)));
    }
  }
}
