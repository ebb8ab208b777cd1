import { join } from 'node:path';
import { freePort } from '@bellwether/servers/port';
import { redisServer } from '@bellwether/servers/redis';
import { TestServer } from './test-server.ts';
import { TEST_PASSWORD } from './write-stack.ts';

const HOST = '127.0.0.1';

/** Redis, real, with the platform's users. */
export interface TestRedis {
  readonly redis: TestServer;
  /** URL of a user: `projections`, `market_data` or `gateway`. */
  readonly redisUrl: (user: string) => string;
}

/** Starts Redis. @param directory removed by who made it. */
export async function startTestRedis(directory: string): Promise<TestRedis> {
  const port = await freePort();
  const redis = new TestServer(
    redisServer({
      host: HOST,
      port,
      directory: join(directory, 'redis'),
      logFile: join(directory, 'logs', 'redis.log'),
      projectionsPassword: TEST_PASSWORD,
      marketDataPassword: TEST_PASSWORD,
      gatewayPassword: TEST_PASSWORD,
    }),
  );
  await redis.start();
  return { redis, redisUrl: (user) => `redis://${user}:${TEST_PASSWORD}@${HOST}:${port}` };
}
