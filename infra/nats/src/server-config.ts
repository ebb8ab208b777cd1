import type { NatsUser } from './users.ts';

export interface NatsServerOptions {
  readonly host: string;
  readonly port: number;
  /** Port of the monitoring endpoint (`/healthz`), on the same host. */
  readonly monitorPort: number;
  /** Directory of JetStream's files. */
  readonly storeDirectory: string;
  readonly users: readonly NatsUser[];
  /** Number of trading partitions over which instruments are spread by their ids. */
  readonly partitions: number;
  /** Password of each user. @see NATS_USERS */
  passwordOf(user: string): string;
}

/** Largest message that the server takes; clients batch below it. */
export const MAX_PAYLOAD_BYTES: number = 1024 * 1024;

/**
 * The server's configuration file. All users stand inside `accounts{}`: nats-server 2.9.10 lets anonymous clients in
 * when some stand outside (CVE-2023-47090). No cluster, leaf, WebSocket or MQTT listener is opened.
 */
export function natsServerConfig(options: NatsServerOptions): string {
  return [
    `server_name: bellwether`,
    `listen: ${quote(`${options.host}:${options.port}`)}`,
    `http: ${quote(`${options.host}:${options.monitorPort}`)}`,
    `max_payload: ${MAX_PAYLOAD_BYTES}`,
    `max_pending: ${64 * 1024 * 1024}`,
    `write_deadline: "10s"`,
    `jetstream { store_dir: ${quote(options.storeDirectory)}, max_memory_store: 268435456, max_file_store: 10737418240 }`,
    `system_account: SYS`,
    `accounts {`,
    `  SYS { users: [] }`,
    `  BELLWETHER {`,
    `    jetstream: enabled`,
    `    users: [`,
    ...options.users.map((user) => `      ${userBlock(user, options.passwordOf(user.name))}`),
    `    ]`,
    `    mappings: { ${quote(BY_INSTRUMENT)}: ${quote(toPartition(options.partitions))} }`,
    `  }`,
    `}`,
    ``,
  ].join('\n');
}

/**
 * Commands by the instrument's id: for clients that do not know the partitions. The server maps the id to a partition by
 * FNV-1a, as the client library does.
 */
const BY_INSTRUMENT = 'cmd.trading.instrument.*.*';

function toPartition(partitions: number): string {
  return `cmd.trading.submit.{{partition(${partitions},1)}}.{{wildcard(2)}}`;
}

function userBlock(user: NatsUser, password: string): string {
  const permissions = `publish: { allow: ${list(user.publish)} }, subscribe: { allow: ${list(user.subscribe)} }`;
  return `{ user: ${quote(user.name)}, password: ${quote(password)}, permissions: { ${permissions} } }`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map(quote).join(', ')}]`;
}

/** JSON strings are valid in the configuration's syntax. */
function quote(text: string): string {
  return JSON.stringify(text);
}
