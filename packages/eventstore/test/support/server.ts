import { EventStoreDBClient, jsonEvent, type EventData } from '@eventstore/db-client';
import { startEventStore, type EventStoreOptions } from '../../src/index.ts';

import type { Scene } from './events.ts';

export { collect, errorOf, names, temporaryData, until, type Scene } from './events.ts';

/** Starts a server (in memory unless `options` say otherwise) and connects the unchanged client. */
export async function scene(options: EventStoreOptions = {}): Promise<Scene> {
  const server = await startEventStore({ port: 0, memory: options.data === undefined, ...options });
  const client = EventStoreDBClient.connectionString(server.connectionString);
  return {
    server,
    client,
    async [Symbol.asyncDispose]() {
      await client.dispose();
      await server.stop();
    },
  };
}

/** An event whose data is its own number. */
export const numbered = (n: number, type = 'happened'): EventData =>
  jsonEvent({ type, data: { n } });

export const numberedEvents = (count: number, type = 'happened'): EventData[] =>
  Array.from({ length: count }, (_, n) => numbered(n, type));
