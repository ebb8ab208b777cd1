import { accounts } from './accounts.ts';
import { MONITOR } from './users.ts';

export interface NatsServerOptions {
  readonly host: string;
  readonly port: number;
  /** Port of monitoring, on the same host. @see monitorPath */
  readonly monitorPort: number;
  /** Directory of JetStream's files. */
  readonly storeDirectory: string;
  /** Number of trading partitions over which instruments are spread by their ids. */
  readonly partitions: number;
  /** Each secret. @see NATS_SECRETS */
  passwordOf(name: string): string;
}

/** Largest message that the server takes; clients batch below it. */
const MAX_PAYLOAD_BYTES: number = 1024 * 1024;

/**
 * First part of every path of monitoring, as `/<secret>`. The server knows no password there, and what it shows (who is
 * connected, from where, with which subscriptions) is not for everybody who reaches the port.
 */
export function monitorPath({ passwordOf }: Pick<NatsServerOptions, 'passwordOf'>): string {
  return `/${passwordOf(MONITOR)}`;
}

/**
 * The server's configuration file, in JSON, which the server reads. All users stand inside `accounts`: nats-server 2.9.10
 * lets anonymous clients in when some stand outside (CVE-2023-47090). No cluster, leaf, WebSocket or MQTT listener is opened.
 */
export function natsServerConfig(options: NatsServerOptions): string {
  const { host, port, monitorPort, storeDirectory, partitions } = options;
  const config = {
    server_name: 'bellwether',
    listen: `${host}:${port}`,
    http: `${host}:${monitorPort}`,
    http_base_path: monitorPath(options),
    max_payload: MAX_PAYLOAD_BYTES,
    max_pending: 64 * 1024 * 1024,
    write_deadline: '10s',
    jetstream: {
      store_dir: storeDirectory,
      max_memory_store: 268_435_456,
      max_file_store: 10_737_418_240,
    },
    system_account: 'SYS',
    accounts: accounts(partitions, (name) => options.passwordOf(name)),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
