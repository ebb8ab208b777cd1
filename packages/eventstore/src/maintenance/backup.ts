import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSegmentName } from '../log/segment.ts';

/** The target of a backup holds something already. */
class BackupTargetError extends Error {
  override readonly name = 'BackupTargetError';
  readonly code = 'BACKUP_TARGET';
}

/**
 * Copies a database, running or not, into a new directory: the manifest first, then index tables, then the log from its oldest file on, so
 * that the copy's log reaches at least as far as its index. A table that is merged away meanwhile is left out and rebuilt at the start;
 * a half-copied append at the end is cut off then. Everything acknowledged before the backup began is in it.
 * @throws BackupTargetError, or the system's error
 * @returns number of files copied
 */
export function backup(directory: string, target: string): number {
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new BackupTargetError(`${target} is not empty`);
  mkdirSync(target, { recursive: true, mode: 0o750 });
  const copy = (name: string): number => {
    try {
      copyFileSync(join(directory, name), join(target, name));
      return 1;
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (isGone && name.endsWith('.index')) return 0;
      throw error;
    }
  };
  let copied = copy('MANIFEST');
  for (const name of readdirSync(directory)) if (name.endsWith('.index')) copied += copy(name);
  for (const name of readdirSync(directory).filter(isSegmentName).toSorted()) copied += copy(name);
  return copied;
}
