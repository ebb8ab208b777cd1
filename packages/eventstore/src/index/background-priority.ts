import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

const NICE = 10;

/** Lets the calling thread give way to those that serve clients. Linux counts priorities by thread; elsewhere nothing happens. */
export function runInBackground(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICE);
  } catch {
    // A system without threads in /proc: the work is done at normal priority.
  }
}
