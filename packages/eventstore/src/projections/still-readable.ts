import { TOMBSTONE_REVISION, type StoredEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { streamStatus, type ReadWindow } from '../store/stream-read.ts';

const NOTHING: ReadWindow = { first: Infinity, last: -1, createdFrom: Infinity };

/** Of events found in the log, those that a reader of their streams would still see; of a deleted stream, its tombstone. */
export function stillReadable(
  store: EventStore,
  events: readonly StoredEvent[],
): readonly StoredEvent[] {
  const windows = new Map<string, ReadWindow>();
  const windowOf = (stream: string): ReadWindow => {
    let window = windows.get(stream);
    if (window === undefined) {
      const state = store.stream(stream);
      window = streamStatus(state) === 'exists' ? store.window(state) : NOTHING;
      windows.set(stream, window);
    }
    return window;
  };
  return events.filter(({ stream, revision, created }) => {
    if (revision === TOMBSTONE_REVISION) return true;
    const { first, createdFrom } = windowOf(stream);
    return revision >= first && created >= createdFrom;
  });
}
