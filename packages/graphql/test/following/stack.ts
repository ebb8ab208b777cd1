import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandClient } from '@bellwether/client';
import { parseDecimal, type AccountId, type InstrumentId } from '@bellwether/domain';
import { generateKeyPair } from '@bellwether/platform/signing';
import { migrateReadModels } from '@bellwether/projections';
import {
  freePort,
  startReadStores,
  startTestClickHouse,
  startWriteStack,
  TEST_PASSWORD,
  type ReadStores,
  type WriteStack,
} from '@bellwether/testkit';
import { expect } from 'vitest';
import { ServiceProcess } from './service-process.ts';

export const FOLLOWING_TOKEN = 'a-token-for-following';
export const accounts: readonly AccountId[] = ['alice', 'bob'] as AccountId[];
export const instrumentId = 'FOLLOWED' as InstrumentId;

/** The whole platform, every server and service a process of its own that can be killed, with a market of two. */
export interface FollowingStack {
  readonly write: WriteStack;
  readonly stores: ReadStores;
  /** Of the gateway. */
  readonly url: string;
  readonly services: Readonly<Record<'commands' | 'projections' | 'gateway', ServiceProcess>>;
  readonly client: CommandClient;
  stop(): Promise<void>;
}

export async function startFollowingStack(): Promise<FollowingStack> {
  const write = await startWriteStack();
  const stores = await startReadStores(write.directory);
  const house = await startTestClickHouse(write.directory);
  await migrateReadModels(stores.ownerUrl);
  const gatewayPort = await freePort();
  const url = `http://127.0.0.1:${gatewayPort}`;
  const gatewayKey = join(write.directory, 'gateway.key');
  writeFileSync(gatewayKey, generateKeyPair().privateKey, { mode: 0o600 });
  const nats = (user: string) => ({
    NATS_URL: write.natsUrl,
    NATS_USER: user,
    NATS_PASSWORD: TEST_PASSWORD,
  });
  const services = {
    commands: new ServiceProcess(import.meta.resolve('@bellwether/commands'), {
      ...nats('commands'),
      EVENTSTORE_URL: write.eventStoreUrl,
      WRITER_KEY_FILE: write.writerKeyFile,
      SNAPSHOT_DIRECTORY: join(write.directory, 'snapshots'),
      LEASE_TTL_MS: '500',
    }),
    projections: new ServiceProcess(import.meta.resolve('@bellwether/projections'), {
      ...nats('projections'),
      EVENTSTORE_URL: write.eventStoreUrl,
      DATABASE_URL: stores.projectorUrl,
      CLICKHOUSE_URL: house.projectionsUrl,
      REDIS_URL: stores.redisUrl('projections'),
      AUDITOR_KEY_FILE: write.writerKeyFile,
    }),
    gateway: new ServiceProcess(new URL('../../src/index.ts', import.meta.url).href, {
      ...nats('gateway'),
      DATABASE_URL: stores.readerUrl,
      REDIS_URL: stores.redisUrl('gateway'),
      GATEWAY_KEY_FILE: gatewayKey,
      GATEWAY_PORT: `${gatewayPort}`,
      GATEWAY_TOKEN: FOLLOWING_TOKEN,
    }),
  };
  const client = new CommandClient({ connection: await write.connectAs('bots'), user: 'bots' });
  await openMarket(client);
  return {
    write,
    stores,
    url,
    services,
    client,
    async stop() {
      await Promise.all(Object.values(services).map((service) => service.stop()));
      await house.stop();
      await stores.stop();
      await write.stop();
    },
  };
}

async function openMarket(client: CommandClient): Promise<void> {
  const options = { deadlineMs: 20_000 };
  const done = async (outcome: ReturnType<CommandClient['send']>): Promise<void> =>
    expect(await outcome).toMatchObject({ status: 'accepted' });
  await done(
    client.listInstrument(
      {
        instrumentId,
        symbol: 'FLW',
        tickSize: parseDecimal('0.01'),
        maxOrderQuantity: 1_000n,
        referencePrice: parseDecimal('10'),
      },
      options,
    ),
  );
  for (const accountId of accounts) {
    await done(client.openAccount({ accountId }, options));
    await done(client.depositCash({ accountId, amount: parseDecimal('1000000') }, options));
    await done(client.depositSecurities({ accountId, instrumentId, quantity: 100_000n }, options));
  }
}
