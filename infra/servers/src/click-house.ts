import { mkdirSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { nodeChild } from './node-child.ts';
import { probeHttp, type ServerSpec } from './server.ts';

export interface ClickHouseOptions {
  readonly host: string;
  readonly port: number;
  readonly opsPort: number;
  readonly directory: string;
  readonly logFile: string;
  /** Writes tables and rows. */
  readonly projectionsPassword: string;
  /** Fills the tables of market data, reads nothing. */
  readonly marketDataPassword: string;
  /** Asks questions, changes nothing. */
  readonly analystPassword: string;
}

/** URL with credentials, as `@clickhouse/client` takes it. */
export function clickHouseUrl(host: string, port: number, user: string, password: string): string {
  return `http://${user}:${encodeURIComponent(password)}@${host}:${port}`;
}

/** ClickHouse (chDB) behind its HTTP interface, in a process of its own. */
export function clickHouseServer(options: ClickHouseOptions): ServerSpec {
  const { host, port, directory, logFile } = options;
  const usersFile = join(directory, 'users.json');
  return {
    name: 'clickhouse',
    async prepare() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const users = [
        { name: 'projections', password: options.projectionsPassword, readonly: false },
        {
          name: 'market_data',
          password: options.marketDataPassword,
          readonly: false,
          writesInto: 'market',
        },
        { name: 'analyst', password: options.analystPassword, readonly: true },
      ];
      writeFileSync(usersFile, JSON.stringify(users), { mode: 0o600 });
      chmodSync(usersFile, 0o600);
    },
    child: nodeChild('clickhouse', import.meta.resolve('@bellwether/clickhouse'), {
      logFile,
      env: {
        CLICKHOUSE_HOST: host,
        CLICKHOUSE_PORT: `${port}`,
        CLICKHOUSE_DATA: join(directory, 'data'),
        CLICKHOUSE_USERS: usersFile,
        OPS_PORT: `${options.opsPort}`,
      },
    }),
    probe: () => probeHttp(`http://${host}:${port}/ping`),
  };
}
