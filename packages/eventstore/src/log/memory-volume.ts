import type { LogFile, Volume } from './volume.ts';

class MemoryFile implements LogFile {
  size = 0;
  private content: Buffer = Buffer.alloc(64 * 1024);

  append(bytes: Buffer): Promise<void> {
    if (this.size + bytes.length > this.content.length) {
      const grown = Buffer.alloc(Math.max(this.content.length * 2, this.size + bytes.length));
      this.content.copy(grown, 0, 0, this.size);
      this.content = grown;
    }
    bytes.copy(this.content, this.size);
    this.size += bytes.length;
    return Promise.resolve();
  }

  read(target: Buffer, offset: number, length: number, position: number): number {
    return this.content.copy(target, offset, position, Math.min(position + length, this.size));
  }

  truncate(size: number): void {
    this.size = size;
  }

  close(): void {
    // The bytes stay: a volume in memory is only as durable as its process.
  }
}

/** Files in memory, for tests and `--mem`: the same log, gone when the process ends. */
export function memoryVolume(): Volume {
  const files = new Map<string, MemoryFile>();
  const small = new Map<string, Buffer>();
  return {
    directory: undefined,
    list: () => [...files.keys(), ...small.keys()],
    open(name) {
      const file = files.get(name) ?? new MemoryFile();
      files.set(name, file);
      return file;
    },
    remove(name) {
      files.delete(name);
      small.delete(name);
    },
    replace(name, content) {
      small.set(name, Buffer.from(content));
    },
    readAll: (name) => small.get(name),
  };
}
