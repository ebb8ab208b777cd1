import type { EventStoreDBClient } from '@eventstore/db-client';
import { describe } from 'vitest';
import { semantics } from './support/semantics.ts';
// Loaded after the server: this client's messages and those of the server's stubs share names in one registry, and the last wins.
const kurrent = await import('@kurrent/kurrentdb-client');

describe('with @kurrent/kurrentdb-client, whose reads go through another HTTP/2 stack', () => {
  semantics({
    module: kurrent as never,
    connect: (text) =>
      kurrent.KurrentDBClient.connectionString(
        text.replace('esdb:', 'kurrentdb:'),
      ) as unknown as EventStoreDBClient,
  });
});
