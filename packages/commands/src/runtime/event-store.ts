import type { LogMessage } from '@bellwether/platform/event-store';
import type { EventStoreDBClient } from '@eventstore/db-client';

/** What the write side needs of the event store's client. */
export type EventStore = Pick<EventStoreDBClient, 'appendToStream' | 'readStream'>;

/** Follows facts of accounts and instruments from behind a commit position, until the signal. */
export type Follow = (after: bigint | undefined, signal: AbortSignal) => AsyncIterable<LogMessage>;
