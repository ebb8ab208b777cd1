import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UnitReport } from './supervisor/unit.ts';

/** What a running installation tells about itself in `run.json` of its data directory. */
export interface RunState {
  /** Process id of the supervisor. */
  readonly pid: number;
  readonly startedAt: string;
  /** Whether every unit has been healthy and the market is seeded. */
  readonly ready: boolean;
  readonly units: readonly UnitReport[];
}

const fileOf = (directory: string): string => join(directory, 'run.json');

export function writeRunState(directory: string, state: RunState): void {
  mkdirSync(directory, { recursive: true });
  const file = fileOf(directory);
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The state of the installation that runs on this directory, or of one that died there; undefined: neither. */
export function readRunState(directory: string): RunState | undefined {
  const file = fileOf(directory);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RunState) : undefined;
}

export function removeRunState(directory: string): void {
  rmSync(fileOf(directory), { force: true });
}

/** Whether a process runs under this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the state's supervisor is still there. */
export function isRunning(state: RunState | undefined): boolean {
  return state !== undefined && isAlive(state.pid);
}
