import { join } from 'node:path';
import { startClickHouse } from '@bellwether/clickhouse';
import { clickHouseUrl } from '@bellwether/servers';
import { TEST_PASSWORD } from './write-stack.ts';

/** The embedded ClickHouse with the platform's users. */
export interface TestClickHouse {
  readonly projectionsUrl: string;
  readonly analystUrl: string;
  stop(): Promise<void>;
}

/** @param directory of the write stack: removed with it. */
export async function startTestClickHouse(directory: string): Promise<TestClickHouse> {
  const host = '127.0.0.1';
  const server = await startClickHouse({
    host,
    port: 0,
    dataDirectory: join(directory, 'clickhouse'),
    users: [
      { name: 'projections', password: TEST_PASSWORD, readonly: false },
      { name: 'analyst', password: TEST_PASSWORD, readonly: true },
    ],
  });
  return {
    projectionsUrl: clickHouseUrl(host, server.port, 'projections', TEST_PASSWORD),
    analystUrl: clickHouseUrl(host, server.port, 'analyst', TEST_PASSWORD),
    stop: () => server.stop(),
  };
}
