import type { BookSide } from '../../orders/terms.ts';
import type { Benchmark } from '../benchmark.ts';

/**
 * What may be wrong with an execution: worse than another venue quoted then (Rule 611), worse than was quoted when an order that
 * took came in, worse than our own book had when it was routed away, or the house before a customer (FINRA 5320).
 */
export const FINDINGS = [
  'TRADE_THROUGH',
  'OUTSIDE_AT_RECEIPT',
  'OWN_BOOK_WAS_BETTER',
  'CUSTOMER_PRIORITY',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** One side of an execution with what was quoted. */
export interface JudgedSide {
  readonly side: BookSide;
  readonly price: bigint;
  /** Best of all venues at the receipt of the order. */
  readonly atReceipt: Benchmark;
  /** Best of other venues at the execution. */
  readonly away: Benchmark;
  /** Best of our own book as the command found it that led to the execution. */
  readonly own: Benchmark;
  /** Executed at another venue. */
  readonly isRouted: boolean;
  /** Came in and took; what rests has chosen its price, and an auction has one for all. */
  readonly tookOnArrival: boolean;
  readonly isAuction: boolean;
}

/** A finding with the quote that it stands on, and how much worse the price is for a share (1/10 000 USD). */
export interface ExecutionEvidence {
  readonly finding: Finding;
  readonly quote: bigint;
  readonly worseBy: bigint;
}

/** How much worse a price is than a quote for one side; zero or less: it is not. Undefined: there is no quote. */
export function worseBy(
  side: BookSide,
  price: bigint,
  quote: Benchmark,
): ExecutionEvidence['worseBy'] | undefined {
  const touched = touchedBy(side, quote);
  if (touched === undefined) return undefined;
  return side === 'BUY' ? price - touched : touched - price;
}

/** What a side would trade against: the offer for a buy, the bid for a sell. */
export function touchedBy(side: BookSide, { bid, offer }: Benchmark): bigint | undefined {
  return side === 'BUY' ? offer : bid;
}

/** Judges one side of an execution by what was quoted. */
export function judge(judged: JudgedSide): readonly ExecutionEvidence[] {
  const { side, price, atReceipt, away, own, isRouted, tookOnArrival, isAuction } = judged;
  // One print of an auction goes through no quote (Rule 611(b)(3)).
  if (isAuction) return [];
  const found: ExecutionEvidence[] = [];
  const look = (finding: Finding, quote: Benchmark): void => {
    const by = worseBy(side, price, quote);
    const touched = touchedBy(side, quote);
    if (by !== undefined && touched !== undefined && by > 0n)
      found.push({ finding, quote: touched, worseBy: by });
  };
  look('TRADE_THROUGH', away);
  if (tookOnArrival) look('OUTSIDE_AT_RECEIPT', atReceipt);
  if (isRouted) look('OWN_BOOK_WAS_BETTER', own);
  return found;
}
