/** A file that grows at its end; `append` resolves when the bytes are on stable storage. */
export interface LogFile {
  readonly size: number;
  append(bytes: Buffer): Promise<void>;
  /** Reads up to `length` bytes at `position` into `target` at `offset`; returns how many there were. */
  read(target: Buffer, offset: number, length: number, position: number): number;
  truncate(size: number): void;
  close(): void;
}

/** Where a log keeps its files: a directory, or memory for tests. Names are plain file names. */
export interface Volume {
  /** Directory for things that only a disk has (index tables, lock); undefined in memory. */
  readonly directory: string | undefined;
  list(): string[];
  open(name: string): LogFile;
  remove(name: string): void;
  /** Replaces a small file so that after a crash either the old or the new content is there. */
  replace(name: string, content: Buffer): void;
  readAll(name: string): Buffer | undefined;
}
