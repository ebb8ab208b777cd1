import { END, type EventStoreDBClient } from '@eventstore/db-client';

/** The log ends before what was read from it already: facts are lost, or it is another log. */
export class JournalTruncatedError extends Error {
  override readonly name = 'JournalTruncatedError';
  readonly code = 'JOURNAL_TRUNCATED';
  constructor(end: bigint | undefined, applied: bigint) {
    super(
      `the log ${end === undefined ? 'is empty' : `ends at ${end}`}, but everything up to ${applied} was applied: the event ` +
        `store has lost facts, or it is another one. Bring its data back; or drop the schemas read_models and ` +
        `read_models_migrations, so that the read models are filled with what is left`,
    );
  }
}

/**
 * Makes sure that the log has an event that was read from it.
 * @param position of the event; a checkpoint's may lie behind the last event's.
 * @throws JournalTruncatedError
 */
export async function mustReach(client: EventStoreDBClient, position: bigint): Promise<void> {
  let end: bigint | undefined;
  const last = client.readAll({ direction: 'backwards', fromPosition: END, maxCount: 1 });
  for await (const { event } of last) end ??= event?.position.commit;
  if (end === undefined || end < position) throw new JournalTruncatedError(end, position);
}
