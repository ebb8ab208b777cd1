import { BATCH_SCHEMA, encodeBatch, TRADING_BATCH, type JournalEntry } from '@bellwether/domain';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import {
  quiet,
  startReadStores,
  startWriteStack,
  type ReadStores,
  type WriteStack,
} from '@bellwether/testkit';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
import type { BlueGreenAccess } from '../src/blue-green/rebuild.ts';
import { migrateReadModels } from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import { runFeed } from '../src/runtime/feed.ts';
import { BuildSwitchedError } from '../src/stores/postgres/errors.ts';
import { id, type Told } from './story.ts';

/** The event store and Postgres, real, with the read models' tables. */
export interface ProjectionStack {
  readonly write: WriteStack;
  readonly stores: ReadStores;
  readonly client: EventStoreDBClient;
  readonly access: BlueGreenAccess;
  readonly reader: Sql;
  stop(): Promise<void>;
}

export async function startProjectionStack(): Promise<ProjectionStack> {
  const write = await startWriteStack();
  const stores = await startReadStores(write.directory);
  await migrateReadModels(stores.ownerUrl);
  const client = write.eventStoreClient();
  const owner = connectPostgres({ url: stores.ownerUrl, name: 'test' });
  const projector = connectPostgres({ url: stores.projectorUrl, name: 'test', connections: 8 });
  const reader = connectPostgres({ url: stores.readerUrl, name: 'test' });
  return {
    write,
    stores,
    client,
    access: { eventStore: client, owner, projector },
    reader,
    async stop() {
      await Promise.all([owner.end(), projector.end(), reader.end()]);
      await stores.stop();
      await write.stop();
    },
  };
}

/** Appends facts to the trading journal, as the facts of one command each. */
export async function appendFacts(
  client: EventStoreDBClient,
  entries: readonly { readonly n: number; readonly facts: readonly Told[]; readonly at?: bigint }[],
): Promise<void> {
  const journal = entries.map(({ n, facts, at }) => ({
    commandId: id(n),
    principal: 'p',
    fingerprint: 0n,
    receivedAt: at ?? BigInt(n),
    facts,
  })) as unknown as JournalEntry[];
  await client.appendToStream(
    'trading-0',
    binaryEvent({
      type: TRADING_BATCH,
      data: encodeBatch(journal),
      metadata: { schema: BATCH_SCHEMA },
    }),
  );
}

/** A live projector in this process; it ends with the signal, and goes on after a switch. */
export async function project(
  { client, access }: ProjectionStack,
  signal: AbortSignal,
  onCaughtUp?: () => void,
  projections = PROJECTIONS,
): Promise<void> {
  const projector = new PostgresProjector(access.projector, projections);
  while (!signal.aborted) {
    await projector.takeOver();
    try {
      await runFeed({
        client,
        after: projector.position,
        signal,
        logger: quiet,
        async apply(batch) {
          if (batch.position >= 0n) await projector.apply(batch);
          if (!batch.caughtUp) return;
          await projector.goLive();
          onCaughtUp?.();
        },
      });
    } catch (error) {
      if (!(error instanceof BuildSwitchedError)) throw error;
    }
  }
}
