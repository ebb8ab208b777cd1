import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/** A tenth of the weight of a thread that decides orders (Linux, sched(7)). */
const NICE = 10;

/** Lets the calling thread give way to the others of the process. Where threads have no priority of their own, nothing happens. */
export function giveWay(): void {
  try {
    // Named by its own id: 0 would mean the whole process on systems other than Linux.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), NICE);
  } catch {
    // No threads in /proc: the work is done at normal priority.
  }
}
