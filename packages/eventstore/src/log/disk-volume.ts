import fs from 'node:fs';
import { join } from 'node:path';
import { LogWriteError } from './errors.ts';
import type { LogFile, Volume } from './volume.ts';

const { O_CREAT, O_RDWR, O_DSYNC } = fs.constants;

/** O_DSYNC makes one system call of "write, then fdatasync": one thread-pool round trip for each group commit. */
class DiskFile implements LogFile {
  size: number;
  private readonly fd: number;

  constructor(path: string) {
    this.fd = fs.openSync(path, O_CREAT | O_RDWR | O_DSYNC, 0o640);
    this.size = fs.fstatSync(this.fd).size;
  }

  async append(bytes: Buffer): Promise<void> {
    let written = 0;
    while (written < bytes.length) written += await this.write(bytes, written);
    this.size += written;
  }

  read(target: Buffer, offset: number, length: number, position: number): number {
    let total = 0;
    while (total < length) {
      const read = fs.readSync(this.fd, target, offset + total, length - total, position + total);
      if (read === 0) break;
      total += read;
    }
    return total;
  }

  truncate(size: number): void {
    fs.ftruncateSync(this.fd, size);
    fs.fsyncSync(this.fd);
    this.size = size;
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private write(bytes: Buffer, from: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    fs.write(this.fd, bytes, from, bytes.length - from, this.size + from, (error, count) => {
      if (error) reject(new LogWriteError(error.message, { cause: error }));
      else resolve(count);
    });
    return promise;
  }
}

const syncDirectory = (directory: string): void => {
  const fd = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
};

/** Files in one directory, which is created if it is missing. */
export function diskVolume(directory: string): Volume {
  fs.mkdirSync(directory, { recursive: true, mode: 0o750 });
  return {
    directory,
    list: () => fs.readdirSync(directory),
    open(name) {
      const isNew = !fs.existsSync(join(directory, name));
      const file = new DiskFile(join(directory, name));
      if (isNew) syncDirectory(directory);
      return file;
    },
    remove(name) {
      fs.rmSync(join(directory, name), { force: true });
    },
    replace(name, content) {
      const path = join(directory, name);
      const fd = fs.openSync(`${path}.new`, 'w', 0o640);
      try {
        fs.writeSync(fd, content);
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
      fs.renameSync(`${path}.new`, path);
      syncDirectory(directory);
    },
    readAll(name) {
      const path = join(directory, name);
      return fs.existsSync(path) ? fs.readFileSync(path) : undefined;
    },
  };
}
