import { join } from 'node:path';
import { startClickHouse } from '@bellwether/clickhouse';
import { clickHouseServer, clickHouseUrl } from '@bellwether/servers/click-house';
import { freePort } from '@bellwether/servers/port';
import { inTime } from './in-time.ts';
import { TestServer } from './test-server.ts';
import { TEST_PASSWORD } from './write-stack.ts';

/** The embedded ClickHouse with the platform's users. */
export interface TestClickHouse {
  readonly projectionsUrl: string;
  readonly marketDataUrl: string;
  readonly analystUrl: string;
  stop(): Promise<void>;
}

/** @param directory of the write stack: removed with it. */
export async function startTestClickHouse(directory: string): Promise<TestClickHouse> {
  const host = '127.0.0.1';
  const starting = startClickHouse({
    host,
    port: 0,
    dataDirectory: join(directory, 'clickhouse'),
    users: [
      { name: 'projections', password: TEST_PASSWORD, readonly: false },
      { name: 'market_data', password: TEST_PASSWORD, readonly: false, writesInto: 'market' },
      { name: 'analyst', password: TEST_PASSWORD, readonly: true },
    ],
  });
  const server = await inTime('ClickHouse is ready', starting);
  return {
    projectionsUrl: clickHouseUrl(host, server.port, 'projections', TEST_PASSWORD),
    marketDataUrl: clickHouseUrl(host, server.port, 'market_data', TEST_PASSWORD),
    analystUrl: clickHouseUrl(host, server.port, 'analyst', TEST_PASSWORD),
    stop: () => server.stop(),
  };
}

/** ClickHouse as an installation has it, in a process of its own that can be killed. @param directory as above. */
export async function startClickHouseServer(
  directory: string,
): Promise<TestClickHouse & { readonly server: TestServer }> {
  const host = '127.0.0.1';
  const [port, opsPort] = [await freePort(), await freePort()];
  const server = new TestServer(
    clickHouseServer({
      host,
      port,
      opsPort,
      directory: join(directory, 'clickhouse-server'),
      logFile: join(directory, 'logs', 'clickhouse.log'),
      projectionsPassword: TEST_PASSWORD,
      marketDataPassword: TEST_PASSWORD,
      analystPassword: TEST_PASSWORD,
    }),
  );
  await server.start();
  return {
    server,
    projectionsUrl: clickHouseUrl(host, port, 'projections', TEST_PASSWORD),
    marketDataUrl: clickHouseUrl(host, port, 'market_data', TEST_PASSWORD),
    analystUrl: clickHouseUrl(host, port, 'analyst', TEST_PASSWORD),
    stop: () => server.stop(),
  };
}
