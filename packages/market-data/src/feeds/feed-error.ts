/** Why a file cannot be opened as a feed. */
export type FeedErrorCode =
  /** Its first bytes are of no format that is read here, or the name of the format is none. */
  | 'UNKNOWN_FORMAT'
  /** Neither it nor its name says of which day it is. */
  | 'NO_DATE'
  /** Two lines of it cannot be told together: its events bear no numbers of the venue's. */
  | 'NO_NUMBERS'
  /** Columns have no usual names, or times are written in no known way. */
  | 'COLUMNS';

/** A file that is no feed as it stands; the message says what would help. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: FeedErrorCode;
  constructor(code: FeedErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
