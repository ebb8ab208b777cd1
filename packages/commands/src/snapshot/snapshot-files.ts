import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where snapshots are kept, by name. A file is there as a whole or not at all. */
export interface SnapshotFiles {
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Snapshots in a directory of the machine's own disk; it is made when first written to. */
export function directoryFiles(directory: string): SnapshotFiles {
  return {
    async list() {
      return readdir(directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
    },
    read: (name) => readFile(join(directory, name)),
    async write(name, bytes) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const path = join(directory, name);
      writeDurably(`${path}.new`, bytes);
      await rename(`${path}.new`, path);
      const folder = openSync(directory, 'r');
      fsyncSync(folder);
      closeSync(folder);
    },
    remove: (name) => rm(join(directory, name), { force: true }),
  };
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
