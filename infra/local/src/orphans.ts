import { readFileSync } from 'node:fs';
import { isAlive, isRunning, readRunState } from './run-state.ts';

const STOP_WAIT_MS = 10_000;

/**
 * Stops processes of an installation whose supervisor died without stopping them. A process id that was given to
 * somebody else in the meantime is left alone: its command line does not name the data directory or the project.
 */
export async function stopOrphans(directory: string): Promise<readonly string[]> {
  const state = readRunState(directory);
  if (state === undefined || isRunning(state)) return [];
  const orphans = state.units.flatMap(({ name, pid, stopSignal }) =>
    pid !== undefined && isAlive(pid) && isOurs(pid, directory) ? [{ name, pid, stopSignal }] : [],
  );
  for (const { pid, stopSignal } of orphans) process.kill(pid, stopSignal);
  const deadline = performance.now() + STOP_WAIT_MS;
  while (orphans.some(({ pid }) => isAlive(pid)) && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  for (const { pid } of orphans) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  return orphans.map(({ name }) => name);
}

function isOurs(pid: number, directory: string): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.includes(directory) || commandLine.includes(process.execPath);
  } catch {
    // No /proc (macOS), or the process has just ended: nothing is known of it, so nothing is done to it.
    return false;
  }
}
