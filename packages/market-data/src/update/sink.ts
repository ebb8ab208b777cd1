import type { MarketUpdate } from './market-update.ts';

/** Where a reader tells what it reads, in the order of the feed. What a sink throws passes through the reader. */
export interface UpdateSink {
  /**
   * The symbol's text of an instrument, before its first update; again when the feed gives the number another symbol.
   * Numbers are the reader's own and mean nothing to another one.
   */
  instrument(id: number, symbol: string): void;
  /** The record is valid within this call only: it is overwritten by the next update. */
  update(update: MarketUpdate): void;
}

/**
 * What a hole in the sequence of a source means.
 * - CONTIGUOUS: each event of the source has the next number; a hole is a loss.
 * - PER_INSTRUMENT: so for each instrument by itself.
 * - ASCENDING: numbers grow, and holes are ordinary: the feed filters, or numbers more than it shows.
 */
export type Sequencing = 'CONTIGUOUS' | 'PER_INSTRUMENT' | 'ASCENDING';
