/** What a reader refused: its code, and a message that says how far it had come. */
export interface FeedDamage {
  readonly code: string;
  readonly message: string;
}

/** An error of a format as what the feed is to blame for; what else was thrown is thrown on. */
export function formatErrorOf(thrown: unknown): FeedDamage {
  const error = thrown as Error & { readonly code?: unknown };
  const isFormat = error.name === 'FormatError' || error.name === 'LobsterFormatError';
  if (!isFormat || typeof error.code !== 'string') throw thrown;
  return { code: error.code, message: error.message };
}
