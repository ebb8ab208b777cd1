import type { Instant } from '../../exact/instant.ts';
import type { LeftOut } from '../../reader/feed-reader.ts';
import type { Sequencing } from '../../update/sink.ts';

/**
 * Reads the messages of a WebSocket session, a new reader for each session. The sequence is the number of the message in
 * the session, from 1; what the feed numbers itself is checked by the reader, which says GAP_BEFORE.
 */
export interface MessageReader {
  readonly sequencing: Sequencing;
  /** Messages read. */
  readonly position: number;
  readonly leftOut: LeftOut;
  /**
   * @param received when the message came, by the caller's clock.
   * @throws FormatError where a message is not as the feed's documentation has it. Part of it may have been told, and
   * the rest is lost: a new session is due.
   */
  push(text: string, received: Instant): void;
}
