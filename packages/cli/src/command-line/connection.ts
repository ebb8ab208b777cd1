import { CommandClient } from '@bellwether/client';
import {
  addressesOf,
  isRunning,
  loadSecrets,
  readRunState,
  secretOf,
  type Addresses,
  type LocalSettings,
} from '@bellwether/local';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { ReadModels } from '@bellwether/projections/read-model';
import type { NatsConnection } from 'nats';
import { CommandFailure } from './exit.ts';

/** Addresses of the installation that is running. @throws CommandFailure when none is. */
export function runningAddresses(settings: LocalSettings): Addresses {
  const state = readRunState(settings.directory);
  if (state === undefined || !isRunning(state))
    throw new CommandFailure(
      `nothing is running on ${settings.directory}; start it with: ./bellwether up`,
    );
  return addressesOf(settings, loadSecrets(settings.directory));
}

/** A connection to NATS as one of its users. @throws CommandFailure where NATS does not answer, or refuses. */
export async function natsAs(
  user: 'cli' | 'ops',
  settings: LocalSettings,
): Promise<NatsConnection> {
  const { nats: url } = runningAddresses(settings);
  const password = secretOf(loadSecrets(settings.directory).nats, user);
  const logger = createLogger('cli', 'silent');
  return connectNats({ url, user, password, name: 'cli' }, logger).catch((error: unknown) => {
    const { message } = error as Error;
    throw new CommandFailure(`NATS does not answer at ${url}: ${message}`, { cause: error });
  });
}

/** The doors that the command line uses: commands through NATS, questions through the read models. */
export class PlatformConnection {
  readonly client: CommandClient;
  readonly readModels: ReadModels;
  readonly #nats: NatsConnection;
  readonly #sql: Sql;

  private constructor(nats: NatsConnection, sql: Sql, partitions: number) {
    this.#nats = nats;
    this.#sql = sql;
    this.client = new CommandClient({
      connection: nats,
      user: 'cli',
      inFlight: 1,
      partitions,
    });
    this.readModels = new ReadModels(sql);
  }

  static async open(settings: LocalSettings): Promise<PlatformConnection> {
    const { databaseReader: url } = runningAddresses(settings);
    const nats = await natsAs('cli', settings);
    const sql = connectPostgres({ url, name: 'cli' });
    return new PlatformConnection(nats, sql, settings.partitions);
  }

  async close(): Promise<void> {
    await Promise.all([this.#nats.close(), this.#sql.end({ timeout: 5 })]);
  }
}
