import type { Side } from '../orders/terms.ts';

/** Best bid and offer of all venues at a moment; undefined: nobody quotes on that side. */
export interface Benchmark {
  readonly bid: bigint | undefined;
  readonly offer: bigint | undefined;
}

/** The better of our own book and other venues, side by side. */
export function bestOf(own: Benchmark, away: Benchmark): Benchmark {
  return {
    bid: better(own.bid, away.bid, (a, b) => a > b),
    offer: better(own.offer, away.offer, (a, b) => a < b),
  };
}

function better(
  a: bigint | undefined,
  b: bigint | undefined,
  isBetter: (a: bigint, b: bigint) => boolean,
): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isBetter(a, b) ? a : b;
}

/** Whether a limit could be executed against a quote. A side that nobody quotes has nothing to execute against. */
export function isMarketable(side: Side, limit: bigint, { bid, offer }: Benchmark): boolean {
  if (side === 'BUY') return offer !== undefined && limit >= offer;
  return bid !== undefined && limit <= bid;
}
