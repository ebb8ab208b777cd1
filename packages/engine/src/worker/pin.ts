import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Placement } from '../core/stats.ts';

/** Linux thread id of the calling thread: synchronous file calls run on the thread that makes them. */
const threadId = (): number => Number(readlinkSync('/proc/thread-self').split('/').at(-1));

const allowedCores = (): string =>
  /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))?.[1] ?? '';

/** Number of cores in a list such as `0-2,5`. */
export const countCores = (list: string): number =>
  list
    .split(',')
    .filter((range) => range !== '')
    .map((range) => range.split('-').map(Number))
    .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);

/** Binds the calling thread to one core and reads back whether that took hold. Children that it starts later inherit the binding. */
export const pinThread = (core: number): Placement => {
  const refuse = (detail: string): Placement => ({ requested: core, applied: false, detail });
  if (process.platform !== 'linux') return refuse(`not on ${process.platform}`);
  try {
    const before = allowedCores();
    if (countCores(before) < 2) return refuse(`only core ${before} is allowed`);
    execFileSync('taskset', ['-p', '-c', String(core), String(threadId())], { stdio: 'pipe' });
    const after = allowedCores();
    return { requested: core, applied: after === String(core), detail: `allowed cores: ${after}` };
  } catch (error) {
    return refuse(error instanceof Error ? error.message.trim() : String(error));
  }
};

/** Sets the calling thread's nice value; below 0 this needs the privilege. */
export const prioritiseThread = (priority: number): Placement => {
  const placement = { requested: priority };
  if (process.platform !== 'linux') {
    return { ...placement, applied: false, detail: `not on ${process.platform}` };
  }
  try {
    setPriority(threadId(), priority);
    return { ...placement, applied: true, detail: 'set' };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ...placement, applied: false, detail };
  }
};
