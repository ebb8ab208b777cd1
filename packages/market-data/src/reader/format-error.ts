/**
 * Why a reader refuses bytes.
 * - FRAMING: lengths or magic numbers that the format does not have.
 * - TYPE: a message type that the format does not have, or one of another length.
 * - FIELD: a field holds what the specification does not allow.
 * - STATE: messages that contradict each other, as of an order that is already there.
 * - LIMIT: more than the reader keeps in memory.
 * - TRUNCATED: the end within a record.
 * - AFTER_END: bytes behind the format's own end, or a reader that has ended or failed is used again.
 * - COMPRESSION: gzip or zstd that is damaged.
 */
export type FormatErrorCode =
  | 'FRAMING'
  | 'TYPE'
  | 'FIELD'
  | 'STATE'
  | 'LIMIT'
  | 'TRUNCATED'
  | 'AFTER_END'
  | 'COMPRESSION';

/** Bytes are not what their format says. The only error of readers: what else they throw came from the sink. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: FormatErrorCode;
  /** Bytes of the feed before the record that is wrong; of messages and rows, how many came before it. */
  readonly position: number;
  constructor(code: FormatErrorCode, position: number, what: string, options?: ErrorOptions) {
    super(`${what} (at ${position})`, options);
    this.code = code;
    this.position = position;
  }
}
