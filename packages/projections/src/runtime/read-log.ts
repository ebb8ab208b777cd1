import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { readEvents } from './read-events.ts';
import { FACT_STREAMS, factsOf, type RecordedFact } from './recorded-fact.ts';

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
  let facts = 0;
  for await (const page of readEvents(client, { prefixes: FACT_STREAMS, after, upTo }))
    for (const event of page) {
      const found = await factsOf(event, client);
      yield found;
      facts += found.length;
      if (facts < TURN_FACTS) continue;
      facts = 0;
      await nextTurn();
    }
}
