import { setImmediate as nextTurn } from 'node:timers/promises';
import { FACT_STREAMS, factsOf, type RecordedFact } from './recorded-fact.ts';
import { START, type AllStreamRecordedEvent, type EventStoreDBClient } from '@eventstore/db-client';

/**
 * Events of one read. Each read goes to its end: a half-read stream stays open in the client for ever. Reads begin small and
 * grow only while what they bring does not: batches of a busy market are large, and a page of them is held in memory.
 */
const PAGE_MIN = 125;
const PAGE_MAX = 1_000;
const PAGE_BYTES = 8 * 1_024 * 1_024;
/** Facts after which others in the process get their turn. */
const TURN_FACTS = 500;

/**
 * Facts of the log, those of an event together.
 * @param after commit position to start behind; below zero: from the first event.
 * @param upTo commit position to end with; undefined: the end of the log as it is now.
 */
export async function* readLog(
  client: EventStoreDBClient,
  after = -1n,
  upTo?: bigint,
): AsyncGenerator<readonly RecordedFact[]> {
  let from = after < 0n ? undefined : after;
  let facts = 0;
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
      if (FACT_STREAMS.some((prefix) => event.streamId.startsWith(prefix))) page.push(event);
    }
    for (const event of page) {
      const found = await factsOf(event, client);
      yield found;
      facts += found.length;
      if (facts < TURN_FACTS) continue;
      facts = 0;
      await nextTurn();
    }
    const isEnd = events < size;
    if (bytes > PAGE_BYTES) size = Math.max(PAGE_MIN >>> 3, size >>> 1);
    else if (bytes < PAGE_BYTES / 4) size = Math.min(PAGE_MAX, size * 2);
    if (isEnd || (upTo !== undefined && from !== undefined && from >= upTo)) return;
  }
}
