import { START, type AllStreamRecordedEvent, type EventStoreDBClient } from '@eventstore/db-client';

/**
 * Events of one read. Each read goes to its end: a half-read stream stays open in the client for ever. Reads begin small and
 * grow only while what they bring does not: batches of a busy market are large, and a page of them is held in memory.
 */
const PAGE_MIN = 125;
const PAGE_MAX = 1_000;
const PAGE_BYTES = 8 * 1_024 * 1_024;

/** A part of the log. */
export interface LogRange {
  /** Streams that begin so. */
  readonly prefixes: readonly string[];
  /** Commit position to start behind; undefined or below zero: from the first event. */
  readonly after?: bigint | undefined;
  /** Commit position to end with; undefined: the end of the log as it is now. */
  readonly upTo?: bigint | undefined;
}

/** Events of the log as they are stored, page by page: a page fits into memory. */
export async function* readEvents(
  client: EventStoreDBClient,
  { prefixes, after = -1n, upTo }: LogRange,
): AsyncGenerator<readonly AllStreamRecordedEvent[]> {
  let from = after < 0n ? undefined : after;
  let size = PAGE_MIN;
  for (;;) {
    let [events, bytes] = [0, 0];
    const page: AllStreamRecordedEvent[] = [];
    const fromPosition = from === undefined ? START : { commit: from, prepare: from };
    for await (const { event } of client.readAll({ fromPosition, maxCount: size })) {
      events += 1;
      if (event === undefined || event.position.commit === from) continue;
      if (event.data instanceof Uint8Array) bytes += event.data.length;
      from = event.position.commit;
      if (upTo !== undefined && from > upTo) continue;
      if (prefixes.some((prefix) => event.streamId.startsWith(prefix))) page.push(event);
    }
    yield page;
    const isEnd = events < size;
    if (bytes > PAGE_BYTES) size = Math.max(PAGE_MIN >>> 3, size >>> 1);
    else if (bytes < PAGE_BYTES / 4) size = Math.min(PAGE_MAX, size * 2);
    if (isEnd || (upTo !== undefined && from !== undefined && from >= upTo)) return;
  }
}
