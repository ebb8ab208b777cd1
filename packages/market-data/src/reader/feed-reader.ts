import type { Sequencing } from '../update/sink.ts';

/** What a reader could not tell as an update, and why: nothing is left out without being counted. */
export interface LeftOut {
  /** Prices finer than 1/10 000 USD, quantities finer than a unit, or numbers too large. The next update has GAP_BEFORE. */
  readonly unrepresentable: number;
  /** Messages about orders that began before the recording did. */
  readonly unknownOrders: number;
  /** Messages that the format has and that no update stands for. */
  readonly otherMessages: number;
}

/** Reads a stream of bytes in pieces of any size and tells its sink what they mean, in their order. */
export interface FeedReader {
  readonly sequencing: Sequencing;
  /**
   * Bytes of whole records read. A reader is a function of its bytes: to resume, give all of them to a new one and pass
   * over updates up to the last (sequence, part) that was used.
   */
  readonly position: number;
  readonly leftOut: LeftOut;
  /** The bytes are not kept beyond the call. @throws FormatError, after which the reader takes nothing more. */
  push(bytes: Uint8Array): void;
  /** No more bytes come. @throws FormatError TRUNCATED when they end within a record. */
  end(): void;
}

/** Counts what is left out. */
export class LeftOutCounts implements LeftOut {
  unrepresentable = 0;
  unknownOrders = 0;
  otherMessages = 0;
}
