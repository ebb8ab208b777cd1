import { EventStoreDBClient } from '@eventstore/db-client';

/** A client of the event store; it connects on first use. @throws where the connection string cannot be read. */
export function connectEventStore(url: string): EventStoreDBClient {
  return EventStoreDBClient.connectionString(url);
}

/** Whether the store answers a small read. */
export async function eventStoreAnswers(client: EventStoreDBClient): Promise<boolean> {
  // Read to its end: a stream that is left half-read stays open in the client for ever.
  for await (const _ of client.readAll({ maxCount: 1 }));
  return true;
}

const DISPOSE_MS = 2_000;

/** Ends the client's streams; those that do not end in two seconds end with the process. */
export async function disposeEventStore(client: EventStoreDBClient): Promise<void> {
  const timeout = new Promise((resolve) => setTimeout(resolve, DISPOSE_MS).unref());
  await Promise.race([client.dispose(), timeout]);
}
