import { FACT_STREAMS, factsOf, type RecordedFact } from './recorded-fact.ts';
import { START, type EventStoreDBClient } from '@eventstore/db-client';

/** Events of one read. Each read goes to its end: a half-read stream stays open in the client for ever. */
const PAGE = 2_000;

/**
 * Facts of the log, those of an event together.
 * @param after commit position to start behind; undefined: from the first event.
 * @param upTo commit position to end with; undefined: the end of the log as it is now.
 */
export async function* readLog(
  client: EventStoreDBClient,
  after?: bigint,
  upTo?: bigint,
): AsyncGenerator<readonly RecordedFact[]> {
  let from = after;
  for (;;) {
    let events = 0;
    const page: (readonly RecordedFact[])[] = [];
    const fromPosition = from === undefined ? START : { commit: from, prepare: from };
    for await (const { event } of client.readAll({ fromPosition, maxCount: PAGE })) {
      events += 1;
      if (event === undefined || event.position.commit === from) continue;
      from = event.position.commit;
      if (upTo !== undefined && from > upTo) continue;
      if (FACT_STREAMS.some((prefix) => event.streamId.startsWith(prefix)))
        page.push(await factsOf(event, client));
    }
    yield* page;
    if (events < PAGE || (upTo !== undefined && from !== undefined && from >= upTo)) return;
  }
}
