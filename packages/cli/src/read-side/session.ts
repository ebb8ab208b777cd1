import { setTimeout as sleep } from 'node:timers/promises';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import type { Addresses } from '@bellwether/local';
import { BACKWARDS, END, type EventStoreDBClient } from '@eventstore/db-client';
import { CommandFailure } from '../command-line/exit.ts';
import { runningAddresses } from '../command-line/connection.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';

/** From a question to its answer; a store under load takes a second. */
const ANSWER_MAX_MS = 10_000;

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

/** As `withReadSide`, for what reads the log. @throws CommandFailure where the event store does not answer. */
export async function withLog<T>(
  options: InstallationOptions,
  work: (session: ReadSideSession) => Promise<T>,
): Promise<T> {
  return withReadSide(options, async (session) => {
    const asked = session.eventStore.readAll({
      direction: BACKWARDS,
      fromPosition: END,
      maxCount: 1,
    });
    const answer = readToEnd(asked);
    // A store that is frozen takes a connection and says nothing; the question would hold the process.
    if (!(await Promise.race([answer, sleep(ANSWER_MAX_MS, false, { ref: false })]))) {
      answer.catch(() => undefined);
      await asked.cancel();
      throw new CommandFailure(`the event store does not answer within ${ANSWER_MAX_MS / 1_000} s`);
    }
    return work(session);
  });
}

/** As `withReadSide`, wherever the stores are. */
export async function withStores<T>(
  addresses: Addresses,
  work: (session: ReadSideSession) => Promise<T>,
): Promise<T> {
  const eventStore = connectEventStore(addresses.eventStoreCli);
  const owner = connectPostgres({ url: addresses.databaseOwner, name: 'cli', connections: 2 });
  const projector = connectPostgres({ url: addresses.databaseProjector, name: 'cli' });
  try {
    return await work({ eventStore, owner, projector });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'CONNECT_TIMEOUT' && code !== 'ECONNREFUSED') throw error;
    const { host } = new URL(addresses.databaseOwner);
    throw new CommandFailure(`Postgres does not answer at ${host}`, { cause: error });
  } finally {
    await Promise.all([
      disposeEventStore(eventStore),
      owner.end({ timeout: 5 }),
      projector.end({ timeout: 5 }),
    ]);
  }
}

async function readToEnd(events: AsyncIterable<unknown>): Promise<boolean> {
  for await (const event of events) void event;
  return true;
}
