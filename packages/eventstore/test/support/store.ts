import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendResult } from '../../src/store/append.ts';
import type { ProposedEvent, StoredEvent } from '../../src/event/event.ts';
import { ANY } from '../../src/store/expected-revision.ts';
import { EventStore, type StoreOptions } from '../../src/store/event-store.ts';

/** A store with small files and tables, so that little data goes through every state that much data would. */
export const openForTest = (
  directory: string | undefined,
  options: Partial<StoreOptions> = {},
): Promise<EventStore> =>
  EventStore.open({
    directory,
    now: Date.now,
    segmentBytes: 256 * 1024,
    memtableEntries: 500,
    report: () => {},
    ...options,
  });

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'store-'));

export const proposed = (text: string, type = 'happened'): ProposedEvent => ({
  id: randomBytes(16),
  type,
  json: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from(text),
});

export const append = (
  store: EventStore,
  stream: string,
  events: readonly ProposedEvent[],
  expected: number = ANY,
): Promise<AppendResult> => store.write(stream, expected, events);

/** Everything in `$all`. @throws CorruptLogError */
export function readEverything(store: EventStore): StoredEvent[] {
  const reading = store.allForward(0);
  const events: StoredEvent[] = [];
  for (let more = true; more;) {
    const slice = reading.next(1000);
    events.push(...slice.events);
    ({ more } = slice);
  }
  return events;
}

/** Everything in a stream, found through the index. */
export function readWhole(store: EventStore, stream: string): StoredEvent[] {
  const reader = store.recordReader();
  const events: StoredEvent[] = [];
  for (let next: number | undefined = 0; next !== undefined;) {
    const slice: ReturnType<EventStore['readForward']> = store.readForward(
      reader,
      store.stream(stream),
      next,
      500,
    );
    events.push(...slice.events);
    next = slice.next;
  }
  return events;
}
