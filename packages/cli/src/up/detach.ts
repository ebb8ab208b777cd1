import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, readRunState, type LocalSettings } from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { report, table } from '../output/report.ts';
import { progressLinesFor } from './progress-lines.ts';
import type { UpOptions } from './up-options.ts';

/**
 * Runs the same command without a terminal in the background and waits until it is ready, or until it has ended: it gives
 * up by itself what makes no progress.
 */
export async function detach(settings: LocalSettings, options: UpOptions): Promise<void> {
  mkdirSync(join(settings.directory, 'logs'), { recursive: true });
  const logFile = join(settings.directory, 'logs', 'supervisor.log');
  const log = openSync(logFile, 'a');
  const main = process.argv[1] ?? '';
  const forwarded = [
    '--data',
    settings.directory,
    '--port',
    `${settings.ports.gateway}`,
    '--partitions',
    `${settings.partitions}`,
    'up',
    '--headless',
  ];
  const child = spawn(process.execPath, [main, ...forwarded], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  const pid = child.pid ?? 0;
  const lines = progressLinesFor(options.json === true);
  for (;;) {
    const state = readRunState(settings.directory);
    if (state?.pid === pid) lines.update(state.units);
    if (state?.pid === pid && state.ready) {
      const urls = Object.fromEntries(
        state.units.flatMap(({ name, url }) => (url === undefined ? [] : [[name, url]])),
      );
      return report(
        { pid, urls },
        options.json === true,
        () => `running in the background (process ${pid})\n${table(Object.entries(urls))}`,
      );
    }
    if (!isAlive(pid)) throw new CommandFailure(`it did not come up; see ${logFile}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
