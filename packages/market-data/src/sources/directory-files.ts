import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PaceClock } from './paced-queue.ts';

/** A file is whole when it has not grown for so long, ms. */
const SETTLED_MS = 500;
/** Files of a directory that are told apart. */
const FILES_MAX = 100_000;

/** A directory holds more files than are told apart. */
class DirectoryFullError extends Error {
  override readonly name = 'DirectoryFullError';
  readonly code = 'DIRECTORY_FULL';
}

/**
 * The files of a directory, by name: those that are there, and then those that come, once each, when they have stopped
 * growing. The kernel says when to look; hidden files and what ends in `.part` are passed over. Rejects with errors of the
 * file system, and with DirectoryFullError.
 */
export async function* directoryFiles(
  directory: string,
  clock: PaceClock,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const seen = new Set<string>();
  let wake = (): void => undefined;
  let failure: Error | undefined;
  const watcher = watch(directory, () => wake());
  watcher.on('error', (error) => {
    failure = error;
    wake();
  });
  const stopped = (): void => wake();
  signal.addEventListener('abort', stopped);
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const names = await readdir(directory);
      const [next] = names.filter((name) => isFeed(name) && !seen.has(name)).toSorted();
      if (next === undefined) {
        if (failure !== undefined) throw failure;
        await woken;
        continue;
      }
      if (seen.size >= FILES_MAX)
        throw new DirectoryFullError(`more than ${FILES_MAX} files: begin with another directory`);
      seen.add(next);
      const path = join(directory, next);
      if (await settled(path, clock, signal)) yield path;
    }
  } finally {
    signal.removeEventListener('abort', stopped);
    watcher.close();
  }
}

function isFeed(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('.part');
}

/** Waits until a file has stopped growing. @returns false where it is gone, or no file. */
async function settled(path: string, clock: PaceClock, signal: AbortSignal): Promise<boolean> {
  for (let before = -1; !signal.aborted;) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || !found.isFile()) return false;
    if (found.size === before || Date.now() - found.mtimeMs > SETTLED_MS) return true;
    before = found.size;
    await clock.sleep(SETTLED_MS, signal);
  }
  return false;
}
