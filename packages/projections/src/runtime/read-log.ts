import { setImmediate as nextTurn } from 'node:timers/promises';
import { FACT_STREAMS, factsOf, type RecordedFact } from './recorded-fact.ts';
import { START, type AllStreamRecordedEvent, type EventStoreDBClient } from '@eventstore/db-client';

/** Events of one read. Each read goes to its end: a half-read stream stays open in the client for ever. */
const PAGE = 1_000;
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
  for (;;) {
    let events = 0;
    const page: AllStreamRecordedEvent[] = [];
    const fromPosition = from === undefined ? START : { commit: from, prepare: from };
    for await (const { event } of client.readAll({ fromPosition, maxCount: PAGE })) {
      events += 1;
      if (event === undefined || event.position.commit === from) continue;
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
    if (events < PAGE || (upTo !== undefined && from !== undefined && from >= upTo)) return;
  }
}
