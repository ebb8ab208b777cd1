import * as eventstore from '@eventstore/db-client';
import { describe } from 'vitest';
import { semantics } from './support/semantics.ts';

describe('with @eventstore/db-client', () => {
  semantics({
    module: eventstore,
    connect: (text) => eventstore.EventStoreDBClient.connectionString(text),
  });
});
