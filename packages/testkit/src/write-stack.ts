import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionStreams } from '@bellwether/nats/streams';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { createLogger, type Logger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import {
  eventStoreAuthority,
  eventStoreServer,
  eventStoreUrl,
} from '@bellwether/servers/event-store';
import { provisionEventStore } from '@bellwether/servers/event-store-users';
import { natsServer } from '@bellwether/servers/nats';
import { freePort } from '@bellwether/servers/port';
import type { ServerSpec } from '@bellwether/servers/server';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { inTime } from './in-time.ts';
import { TestServer } from './test-server.ts';

const HOST = '127.0.0.1';

/** Password of every user in tests. */
export const TEST_PASSWORD = 'TestOnly0123456789';

/** Tests read outcomes, not logs. */
export const quiet: Logger = createLogger('test', 'silent');

/** NATS and the event store, real, on free ports and in a directory of their own. */
export interface WriteStack {
  readonly directory: string;
  readonly nats: TestServer;
  readonly eventStore: TestServer;
  readonly natsUrl: string;
  readonly eventStoreUrl: string;
  /** The writer's private key, for processes (PEM) and for programs. */
  readonly writerKeyFile: string;
  readonly signer: Signer;
  /** The writer's public key (PEM). */
  readonly writerPublicKey: string;
  /** A connection of a user; closed with the stack. */
  connectAs(user: string): Promise<NatsConnection>;
  /** A client of the event store; disposed with the stack. */
  eventStoreClient(): EventStoreDBClient;
  stop(): Promise<void>;
}

export interface WriteStackOptions {
  /** The event store with TLS and users, as an installation has it; default: with neither, which starts sooner. */
  readonly secured?: boolean;
  /** NATS with the user `administrator`, who may hear and say everything in the platform's account; no installation has one. */
  readonly administrator?: boolean;
}

/** Starts NATS with its streams, and the event store. @param partitions number of trading partitions. */
export async function startWriteStack(
  partitions = 1,
  { secured = false, administrator = false }: WriteStackOptions = {},
): Promise<WriteStack> {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
  const [natsPort, monitorPort, eventStorePort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const logFile = (name: string): string => join(directory, 'logs', `${name}.log`);
  const natsDirectory = join(directory, 'nats');
  const spec = natsServer({
    host: HOST,
    port: natsPort,
    monitorPort,
    partitions,
    directory: natsDirectory,
    logFile: logFile('nats'),
    passwordOf: () => TEST_PASSWORD,
  });
  const nats = new TestServer(administrator ? withAdministrator(spec, natsDirectory) : spec);
  const storeDirectory = join(directory, 'event-store');
  const eventStore = new TestServer(
    eventStoreServer({
      host: HOST,
      port: eventStorePort,
      directory: storeDirectory,
      logFile: logFile('event-store'),
      founders: secured ? { admin: TEST_PASSWORD, ops: TEST_PASSWORD } : undefined,
    }),
  );
  await Promise.all([nats.start(), eventStore.start()]);
  const writerKeyFile = join(directory, 'writer.key');
  const { privateKey, publicKey } = generateKeyPair();
  writeFileSync(writerKeyFile, privateKey, { mode: 0o600 });
  const natsUrl = `${HOST}:${natsPort}`;
  const storeUrl = secured
    ? await securedUrl(eventStorePort, eventStoreAuthority(storeDirectory))
    : eventStoreUrl(HOST, eventStorePort);
  const closers: (() => Promise<void>)[] = [];
  const connectAs = async (user: string): Promise<NatsConnection> => {
    const connection = await connectNats(
      { url: natsUrl, user, password: TEST_PASSWORD, name: user },
      quiet,
    );
    closers.push(() => connection.close());
    return connection;
  };
  await inTime(
    'NATS has its streams',
    provisionStreams(await connectAs('provisioner'), partitions),
  );
  return {
    directory,
    nats,
    eventStore,
    natsUrl,
    eventStoreUrl: storeUrl,
    writerKeyFile,
    signer: new Signer(privateKey),
    writerPublicKey: publicKey,
    connectAs,
    eventStoreClient() {
      const client = connectEventStore(storeUrl);
      closers.push(() => disposeEventStore(client));
      return client;
    },
    async stop() {
      await Promise.all(closers.map((close) => close()));
      await Promise.all([nats.stop(), eventStore.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * The user is in the configuration from the start: a server that reads it again may close a connection that has only just
 * been let in.
 */
function withAdministrator(spec: ServerSpec, directory: string): ServerSpec {
  const file = join(directory, 'nats.conf');
  return {
    ...spec,
    async prepare() {
      await spec.prepare();
      const config = JSON.parse(readFileSync(file, 'utf8')) as {
        accounts: { PLATFORM: { users: object[] } };
      };
      config.accounts.PLATFORM.users.push({ user: 'administrator', password: TEST_PASSWORD });
      writeFileSync(file, JSON.stringify(config));
    },
  };
}

/** The address for `commands`, once the event store has its users. */
async function securedUrl(port: number, authorityFile: string): Promise<string> {
  const host = 'localhost';
  const passwordOf = (): string => TEST_PASSWORD;
  await provisionEventStore({
    host,
    port,
    authorityFile,
    adminPassword: TEST_PASSWORD,
    passwordOf,
  });
  return eventStoreUrl(host, port, { user: 'commands', password: TEST_PASSWORD, authorityFile });
}
