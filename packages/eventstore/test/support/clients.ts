import type * as eventstore from '@eventstore/db-client';
import { startEventStore, type EventStoreOptions } from '../../src/index.ts';
import type { Scene } from './events.ts';

/** A published client: its module, and how it connects. */
export interface PublishedClient {
  readonly module: Pick<
    typeof eventstore,
    | 'START'
    | 'END'
    | 'NO_STREAM'
    | 'STREAM_EXISTS'
    | 'jsonEvent'
    | 'binaryEvent'
    | 'eventTypeFilter'
    | 'streamNameFilter'
  >;
  readonly connect: (connectionString: string) => eventstore.EventStoreDBClient;
}

/** A server with the client on it. */
export async function sceneFor(
  published: PublishedClient,
  options: EventStoreOptions = {},
): Promise<Scene> {
  const server = await startEventStore({ port: 0, memory: options.data === undefined, ...options });
  const client = published.connect(server.connectionString);
  return {
    server,
    client,
    async [Symbol.asyncDispose]() {
      await client.dispose();
      await server.stop();
    },
  };
}
