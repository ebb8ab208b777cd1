import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { freemem, platform } from 'node:os';
import { portIsFree } from '@bellwether/servers/port';
import { postgresBinaries, postgresIdentity } from '@bellwether/servers/postgres-binaries';
import { recordedPartitions } from '../partitions.ts';
import { isRunning, readRunState } from '../run-state.ts';
import type { LocalSettings } from '../settings.ts';

/** One thing that must be so before the platform can run. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do about it; absent where it is fine. */
  readonly remedy?: string;
}

const NODE_MAJOR = 24;
const DISK_BYTES_MIN = 2 * 1024 ** 3;
const MEMORY_BYTES_MIN = 1024 ** 3;

/** Checks everything that `up` needs, and says for each what would mend it. */
export async function preflight(settings: LocalSettings): Promise<readonly CheckResult[]> {
  return [
    nodeVersion(),
    systemServer('nats-server', ['--version'], 'nats-server', 'nats-server'),
    systemServer('redis-server', ['--version'], 'redis-server', 'redis'),
    ...(settings.databaseUrl === undefined ? [postgresPrograms(settings)] : []),
    dataDirectory(settings),
    partitions(settings),
    diskSpace(settings),
    memory(),
    ...(await ports(settings)),
  ];
}

function nodeVersion(): CheckResult {
  const found = process.version;
  const ok = Number(process.versions.node.split('.')[0]) === NODE_MAJOR;
  return result(
    'node',
    ok,
    found,
    'start through ./bellwether, which uses the Node 24 of the packages',
  );
}

function systemServer(
  command: string,
  args: readonly string[],
  apt: string,
  brew: string,
): CheckResult {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  const remedy =
    platform() === 'darwin'
      ? `brew install ${brew}`
      : platform() === 'linux'
        ? `sudo apt-get install -y ${apt}`
        : 'docker compose -f infra/compose.yaml up';
  return result(
    command,
    status === 0,
    status === 0 ? (stdout.split('\n')[0] ?? '').trim() : 'not found',
    remedy,
  );
}

function postgresPrograms(settings: LocalSettings): CheckResult {
  try {
    const binaries = postgresBinaries();
    mkdirSync(settings.directory, { recursive: true });
    const { uid, prefix } = postgresIdentity([binaries, settings.directory]);
    const as =
      uid === undefined ? (prefix.length > 0 ? 'in a user namespace' : 'as you') : `as user ${uid}`;
    return result('postgres', true, `embedded binaries, run ${as}`);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return result('postgres', false, found, 'npx -y pnpm@12.21.0 install, or set DATABASE_URL');
  }
}

function dataDirectory({ directory }: LocalSettings): CheckResult {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return result('data directory', true, directory);
  } catch {
    return result(
      'data directory',
      false,
      `${directory} cannot be written`,
      'give another one with --data',
    );
  }
}

/** A partition that nobody owns any more still has its instruments and its cash. */
function partitions(settings: LocalSettings): CheckResult {
  const recorded = recordedPartitions(settings.directory);
  const remedy = `start with --partitions ${recorded}; a number can grow, not shrink`;
  return result('partitions', settings.partitions >= recorded, `${recorded} so far`, remedy);
}

function diskSpace({ directory }: LocalSettings): CheckResult {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const remedy = 'free some space, or give another directory with --data';
  return result('disk space', free >= DISK_BYTES_MIN, `${gigabytes(free)} free`, remedy);
}

function memory(): CheckResult {
  const free = freemem();
  return result(
    'memory',
    free >= MEMORY_BYTES_MIN,
    `${gigabytes(free)} free`,
    'stop something that needs a lot',
  );
}

async function ports(settings: LocalSettings): Promise<readonly CheckResult[]> {
  const state = readRunState(settings.directory);
  if (state !== undefined && isRunning(state))
    return [result('ports', true, `in use by this installation (process ${state.pid})`)];
  const taken: string[] = [];
  for (const [name, ports] of Object.entries(settings.ports))
    for (const port of [ports].flat() as readonly number[])
      if (!(await portIsFree(settings.host, port))) taken.push(`${name} ${port}`);
  const remedy = 'give another block of ports with --port';
  return [
    result(
      'ports',
      taken.length === 0,
      taken.length === 0 ? 'all free' : `taken: ${taken.join(', ')}`,
      remedy,
    ),
  ];
}

function result(name: string, ok: boolean, found: string, remedy?: string): CheckResult {
  return ok || remedy === undefined ? { name, ok, found } : { name, ok, found, remedy };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
