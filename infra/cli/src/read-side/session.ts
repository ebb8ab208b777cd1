import {
  connectEventStore,
  connectPostgres,
  disposeEventStore,
  type Sql,
} from '@bellwether/platform';
import type { Addresses } from '@bellwether/local';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { runningAddresses } from '../connection.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';

/** What commands on the read side work with. */
export interface ReadSideSession {
  readonly eventStore: EventStoreDBClient;
  /** As the owner of the tables, who may make and remove them. */
  readonly owner: Sql;
  /** As the projector, who writes rows. */
  readonly projector: Sql;
}

/** Runs a command with connections of its own. @throws CommandFailure where nothing is running. */
export async function withReadSide<T>(
  options: InstallationOptions,
  work: (session: ReadSideSession) => Promise<T>,
): Promise<T> {
  return withStores(runningAddresses(settingsOf(options)), work);
}

/** As `withReadSide`, wherever the stores are. */
export async function withStores<T>(
  addresses: Addresses,
  work: (session: ReadSideSession) => Promise<T>,
): Promise<T> {
  const eventStore = connectEventStore(addresses.eventStore);
  const owner = connectPostgres({ url: addresses.databaseOwner, name: 'cli', connections: 2 });
  const projector = connectPostgres({ url: addresses.databaseProjector, name: 'cli' });
  try {
    return await work({ eventStore, owner, projector });
  } finally {
    await Promise.all([
      disposeEventStore(eventStore),
      owner.end({ timeout: 5 }),
      projector.end({ timeout: 5 }),
    ]);
  }
}
