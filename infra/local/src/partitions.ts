import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (directory: string): string => join(directory, 'partitions');

/** The number of trading partitions that an installation was started with last; 1 where it never was. */
export function recordedPartitions(directory: string): number {
  const file = fileOf(directory);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 1;
}

/** Remembers the number, so that no later start leaves a partition without an owner. */
export function recordPartitions(directory: string, partitions: number): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(fileOf(directory), `${partitions}`);
}
