import { EventStoreDBClient } from '@eventstore/db-client';

/** A client of the event store; it connects on first use. @throws where the connection string cannot be read. */
export function connectEventStore(url: string): EventStoreDBClient {
  return EventStoreDBClient.connectionString(url);
}

/** Whether the store answers a small read. */
export async function eventStoreAnswers(client: EventStoreDBClient): Promise<boolean> {
  for await (const _ of client.readAll({ maxCount: 1 })) return true;
  return true;
}
