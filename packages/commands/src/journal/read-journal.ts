import {
  decodeBatch,
  TRADING_BATCH,
  tradingStream,
  type BatchMetadata,
  type JournalEntry,
} from '@bellwether/domain';
import { START, StreamNotFoundError, type EventStoreDBClient } from '@eventstore/db-client';
import { JournalCorruptError } from './errors.ts';
import { chainHash, EMPTY_JOURNAL, type JournalHead } from './journal.ts';

/** One batch as stored. */
export interface StoredBatch {
  readonly position: bigint;
  readonly revision: bigint;
  readonly entries: readonly JournalEntry[];
  /** The journal's head with this batch. */
  readonly head: JournalHead;
}

/**
 * Reads a partition's journal from its beginning and checks the chain of hashes and sequences on the way.
 * @throws JournalCorruptError at the first batch that does not follow from the one before it.
 */
export async function* readJournal(
  client: EventStoreDBClient,
  partition: number,
): AsyncGenerator<StoredBatch> {
  const stream = tradingStream(partition);
  let head = EMPTY_JOURNAL;
  try {
    for await (const { event, commitPosition } of client.readStream(stream, {
      fromRevision: START,
    })) {
      if (event === undefined || commitPosition === undefined) continue;
      const at = `${stream}@${event.revision}`;
      if (event.type !== TRADING_BATCH || !(event.data instanceof Uint8Array))
        throw new JournalCorruptError(`${at}: ${event.type} is no trading batch`);
      const metadata = event.metadata as unknown as BatchMetadata;
      if (metadata.hash !== chainHash(head.hash, event.data))
        throw new JournalCorruptError(`${at}: the chain of hashes is broken`);
      if (BigInt(metadata.firstSequence) !== head.sequence + 1n)
        throw new JournalCorruptError(
          `${at}: starts at ${metadata.firstSequence} after ${head.sequence}`,
        );
      const entries = decodeBatch(event.data, metadata.schema);
      head = {
        revision: event.revision,
        sequence: BigInt(metadata.lastSequence),
        hash: metadata.hash,
      };
      yield { position: commitPosition, revision: event.revision, entries, head };
    }
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
}
