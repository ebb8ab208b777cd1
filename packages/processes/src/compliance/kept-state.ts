import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { MonitorState } from '@bellwether/domain/surveillance';

/** What surveillance knew at a place in the log. */
export interface KeptMonitor {
  /** Commit position up to which everything is in it, and its alerts are facts. */
  readonly position: bigint;
  /** The event that stands there: another one, and the log is another. */
  readonly eventId: string;
  readonly state: MonitorState;
}

/** Where surveillance keeps what it knows between runs. */
export interface KeptMonitors {
  /** Undefined: nothing, or nothing that can be read. */
  load(): Promise<KeptMonitor | undefined>;
  save(kept: KeptMonitor): Promise<void>;
}

const FILE = 'monitor.v8';

/**
 * Keeps it in a file that is there as a whole or not at all. Where it is lost, the log is read from its first fact: that takes
 * longer and raises nothing twice.
 */
export function keptInDirectory(directory: string): KeptMonitors {
  const path = join(directory, FILE);
  return {
    async load() {
      try {
        return deserialize(await readFile(path)) as KeptMonitor;
      } catch {
        // There is none, or one of another version of Node: facts say it all again.
        return undefined;
      }
    },
    async save(kept) {
      // What is kept is worked on: the bytes are made before anything is waited for.
      const bytes = serialize(kept);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
  };
}
