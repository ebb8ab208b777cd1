import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DirectoryLockedError } from './errors.ts';

/**
 * Takes the directory for this process alone. SQLite holds a file lock that the system drops when the process ends, however it ends,
 * so a crash leaves nothing to clean up; Node itself has no way to lock a file.
 * @throws DirectoryLockedError
 * @returns releases the lock
 */
export function lockDirectory(directory: string): () => void {
  const database = new DatabaseSync(join(directory, 'LOCK'));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new DirectoryLockedError(`${directory} is in use by another event store`, { cause });
  }
  return () => database.close();
}
