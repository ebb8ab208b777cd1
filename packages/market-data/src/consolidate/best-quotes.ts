import { BookState, type SourceState } from './sources/source-state.ts';

/** Why the best prices of an instrument are not to be relied on; 0 where they are. */
export const StaleReason = {
  FRESH: 0,
  /** No source has told a book. */
  NO_DATA: 1,
  /** Every source that has one has lost something. */
  GAP: 2,
  /** Every source that has a good one has been silent for too long. */
  SILENT: 3,
  /** Every source's book is crossed or out of band. */
  QUARANTINED: 4,
} as const;
export type StaleReason = (typeof StaleReason)[keyof typeof StaleReason];

/** How the best bid stands to the best ask. */
export const QuoteCondition = { NORMAL: 0, LOCKED: 1, CROSSED: 2 } as const;
export type QuoteCondition = (typeof QuoteCondition)[keyof typeof QuoteCondition];

/**
 * The best bid and ask over the sources that are fresh and good, columns by instrument: prices in 1/10 000 USD, sizes
 * summed at the best price, and the set of sources that are there, as bits. A size of 0 is a side without orders.
 */
export class BestQuotes {
  readonly bidPrice: Float64Array;
  readonly bidSize: Float64Array;
  readonly bidVenues: Int32Array;
  readonly askPrice: Float64Array;
  readonly askSize: Float64Array;
  readonly askVenues: Int32Array;
  readonly condition: Uint8Array;
  readonly stale: Uint8Array;

  constructor(instrumentsMax: number) {
    this.bidPrice = new Float64Array(instrumentsMax);
    this.bidSize = new Float64Array(instrumentsMax);
    this.bidVenues = new Int32Array(instrumentsMax);
    this.askPrice = new Float64Array(instrumentsMax);
    this.askSize = new Float64Array(instrumentsMax);
    this.askVenues = new Int32Array(instrumentsMax);
    this.condition = new Uint8Array(instrumentsMax);
    this.stale = new Uint8Array(instrumentsMax).fill(StaleReason.NO_DATA);
  }

  /** Works out an instrument anew. */
  merge(i: number, sources: readonly SourceState[]): void {
    this.bidSize[i] = this.askSize[i] = this.bidPrice[i] = this.askPrice[i] = 0;
    this.bidVenues[i] = this.askVenues[i] = 0;
    let reason: number = StaleReason.NO_DATA;
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index]!;
      const state = source.state[i]!;
      if (state === BookState.GOOD && !source.isSilent) {
        reason = StaleReason.FRESH;
        this.#bid(i, source);
        this.#ask(i, source);
      } else if (reason !== StaleReason.FRESH) reason = reasonOf(state, reason);
    }
    this.stale[i] = reason;
    const spread = this.askPrice[i]! - this.bidPrice[i]!;
    const hasBoth = this.bidSize[i]! > 0 && this.askSize[i]! > 0;
    this.condition[i] =
      !hasBoth || spread > 0
        ? QuoteCondition.NORMAL
        : spread === 0
          ? QuoteCondition.LOCKED
          : QuoteCondition.CROSSED;
  }

  #bid(i: number, source: SourceState): void {
    const size = source.bidSize[i]!;
    if (size === 0) return;
    const price = source.bidPrice[i]!;
    if (this.bidSize[i] === 0 || price > this.bidPrice[i]!) {
      this.bidPrice[i] = price;
      this.bidSize[i] = size;
      this.bidVenues[i] = source.bit;
    } else if (price === this.bidPrice[i]) {
      this.bidSize[i] = this.bidSize[i]! + size;
      this.bidVenues[i] = this.bidVenues[i]! | source.bit;
    }
  }

  #ask(i: number, source: SourceState): void {
    const size = source.askSize[i]!;
    if (size === 0) return;
    const price = source.askPrice[i]!;
    if (this.askSize[i] === 0 || price < this.askPrice[i]!) {
      this.askPrice[i] = price;
      this.askSize[i] = size;
      this.askVenues[i] = source.bit;
    } else if (price === this.askPrice[i]) {
      this.askSize[i] = this.askSize[i]! + size;
      this.askVenues[i] = this.askVenues[i]! | source.bit;
    }
  }
}

/** Of several sources' reasons the one that is nearest to a good book. */
function reasonOf(state: number, reason: number): number {
  if (state === BookState.NONE) return reason;
  if (state === BookState.GOOD) return StaleReason.SILENT;
  const isLost = state === BookState.GAP || state === BookState.UNKNOWN_ORDER;
  const its = isLost ? StaleReason.GAP : StaleReason.QUARANTINED;
  if (reason === StaleReason.SILENT) return reason;
  return Math.max(reason, its);
}
