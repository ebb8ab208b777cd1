import { isAlive, isRunning, readRunState, removeRunState, stopOrphans } from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

/** The services stop within 20 s each, at most four levels deep. */
const STOP_TIMEOUT_MS = 90_000;

export async function down(options: InstallationOptions): Promise<void> {
  const { directory } = settingsOf(options);
  const state = readRunState(directory);
  const running = state !== undefined && isRunning(state);
  if (running) await stopSupervisor(state.pid);
  const orphans = await stopOrphans(directory);
  removeRunState(directory);
  report({ stopped: running, orphans }, options.json === true, (result) => {
    if (result.stopped) return 'stopped';
    return result.orphans.length > 0
      ? `stopped ${result.orphans.join(', ')}`
      : 'nothing was running';
  });
}

async function stopSupervisor(pid: number): Promise<void> {
  process.kill(pid, 'SIGTERM');
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid)) {
    if (performance.now() > deadline)
      throw new CommandFailure(`process ${pid} does not stop; look at its log`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
