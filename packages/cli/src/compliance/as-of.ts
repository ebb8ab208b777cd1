import { headPosition } from '@bellwether/platform/event-store';
import { FACT_STREAMS } from '@bellwether/projections';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { withLog } from '../read-side/session.ts';
import type { FirmOptions } from './firm-file.ts';

/** Does work on the log as of the position that was asked for, or of now. */
export async function asOf<T>(
  options: FirmOptions,
  work: (eventStore: EventStoreDBClient, position: bigint) => Promise<T>,
): Promise<T> {
  return withLog(options, async ({ eventStore }) => {
    const asked = options.position;
    const position =
      asked === undefined ? ((await headPosition(eventStore, FACT_STREAMS)) ?? -1n) : BigInt(asked);
    return work(eventStore, position);
  });
}
