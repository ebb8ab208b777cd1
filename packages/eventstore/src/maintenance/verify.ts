import { TOMBSTONE_REVISION } from '../event/event.ts';
import { EventStore, type StoreOptions } from '../store/event-store.ts';

export interface VerifyResult {
  readonly events: number;
  readonly logEnd: number;
}

/** An event that the index does not find where the log has it. */
class IndexMismatchError extends Error {
  override readonly name = 'IndexMismatchError';
  readonly code = 'INDEX_MISMATCH';
}

const SLICE_EVENTS = 1000;

/**
 * Reads a stopped database from its first event to the last: every checksum, and for every event that the index finds it.
 * @throws CorruptLogError, CorruptIndexError, IndexMismatchError, DirectoryLockedError
 */
export async function verify(options: StoreOptions): Promise<VerifyResult> {
  const store = await EventStore.open(options);
  try {
    const reading = store.allForward(0);
    let events = 0;
    for (let more = true; more;) {
      const slice = reading.next(SLICE_EVENTS);
      for (const { stream, revision, position } of slice.events) {
        if (revision === TOMBSTONE_REVISION) continue;
        const [entry] = store.index.forward(store.index.keyOf(stream), revision, 1);
        if (entry?.position !== position)
          throw new IndexMismatchError(`${stream}@${revision} is not indexed at ${position}`);
      }
      events += slice.events.length;
      ({ more } = slice);
    }
    return { events, logEnd: store.log.durableEnd };
  } finally {
    await store.close();
  }
}
