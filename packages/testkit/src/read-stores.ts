import { join } from 'node:path';
import { freePort } from '@bellwether/servers/port';
import { postgresServer, superuserUrl } from '@bellwether/servers/postgres';
import { provisionPostgres, roleUrl } from '@bellwether/servers/postgres-roles';
import { inTime } from './in-time.ts';
import { startTestRedis, type TestRedis } from './test-redis.ts';
import { TestServer } from './test-server.ts';
import { TEST_PASSWORD } from './write-stack.ts';

const HOST = '127.0.0.1';

/** Postgres and Redis, real, with the platform's roles and users. Tables are the caller's: it migrates. */
export interface ReadStores extends TestRedis {
  readonly postgres: TestServer;
  readonly ownerUrl: string;
  readonly projectorUrl: string;
  readonly readerUrl: string;
  stop(): Promise<void>;
}

/** @param directory of the write stack: removed with it. */
export async function startReadStores(directory: string): Promise<ReadStores> {
  const postgresPort = await freePort();
  const options = {
    host: HOST,
    port: postgresPort,
    directory: join(directory, 'postgres'),
    logFile: join(directory, 'logs', 'postgres.log'),
    superuserPassword: TEST_PASSWORD,
  };
  const postgres = new TestServer(postgresServer(options));
  const [{ redis, redisUrl }] = await Promise.all([startTestRedis(directory), postgres.start()]);
  const provisioned = provisionPostgres(superuserUrl(options), () => TEST_PASSWORD);
  await inTime('postgres has its roles', provisioned);
  const role = (name: 'bellwether_owner' | 'bellwether_projector' | 'bellwether_reader'): string =>
    roleUrl(name, TEST_PASSWORD, HOST, postgresPort);
  return {
    postgres,
    redis,
    ownerUrl: role('bellwether_owner'),
    projectorUrl: role('bellwether_projector'),
    readerUrl: role('bellwether_reader'),
    redisUrl,
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
