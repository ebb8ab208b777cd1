/** Another process has written to the journal: whatever this one holds in memory is void, it must stop. */
export class JournalFencedError extends Error {
  override readonly name = 'JournalFencedError';
  readonly code = 'JOURNAL_FENCED';
}

/** The event store did not answer for too long; whether the last batch is stored is unknown. */
export class JournalUnavailableError extends Error {
  override readonly name = 'JournalUnavailableError';
  readonly code = 'JOURNAL_UNAVAILABLE';
}

/** A stored batch contradicts the one before it: the journal was damaged or tampered with. */
export class JournalCorruptError extends Error {
  override readonly name = 'JournalCorruptError';
  readonly code = 'JOURNAL_CORRUPT';
}
