import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import {
  isAlive,
  marketStatus,
  readRunState,
  showBound,
  type LocalSettings,
} from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';
import { Installation } from './installation.ts';
import { showLiveStatus } from './live-status.ts';
import { ProgressLines } from './progress-lines.ts';
import { summarise, type RunSummary } from './summary.ts';
import { TaskTree } from './task-tree.ts';
import { verifyKeys } from '../verify/keys.ts';
import { verifyInstallation } from '../verify/verify.ts';

export interface UpOptions extends InstallationOptions {
  readonly headless?: boolean;
  readonly detach?: boolean;
  readonly for?: number;
}

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function up(options: UpOptions): Promise<void> {
  const settings = settingsOf(options);
  if (options.detach === true) await detach(settings, options);
  else await run(settings, options);
}

async function run(settings: LocalSettings, options: UpOptions): Promise<void> {
  const interactive = options.headless !== true && options.json !== true && process.stdout.isTTY;
  const tree = new TaskTree();
  const lines = progressLines(options);
  const installation = await Installation.prepare(settings, (reports) =>
    interactive ? tree.update(reports) : lines.update(reports),
  );
  const ended = new AbortController();
  const end = (): void => ended.abort();
  for (const signal of END_SIGNALS) process.on(signal, end);
  // A terminal that is closed ends the run like Ctrl-C; what is drawn until then has no reader any more.
  process.stdout.on('error', end);
  const startedAt = performance.now();
  try {
    const starting = interactive ? tree.start(installation) : installation.start();
    await Promise.race([starting, aborted(ended.signal).then(() => installation.stop())]);
    await starting;
    if (!ended.signal.aborted) {
      if (interactive) process.stdout.write(`${showUrls(installation)}\n`);
      else if (options.json !== true)
        process.stderr.write(`everything is healthy\n${showUrls(installation)}\n`);
      await watch(installation, interactive, options.for, ended.signal);
      if (options.for !== undefined && !ended.signal.aborted) {
        const summary = await conclude(installation, startedAt);
        report(summary, options.json === true, showSummary);
        if (!summary.healthy) throw new CommandFailure('not everything was healthy');
      }
    }
  } finally {
    if (interactive) process.stdout.write('stopping …\n');
    await installation.stop();
    if (interactive) process.stdout.write(`stopped; the data is in ${settings.directory}\n`);
    for (const signal of END_SIGNALS) process.off(signal, end);
    process.stdout.off('error', end);
  }
}

async function watch(
  installation: Installation,
  interactive: boolean,
  forMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const enough =
    forMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(forMs)]);
  if (interactive) await showLiveStatus(installation, enough);
  else await aborted(enough);
}

/** Ends trading, lets every store catch up, and checks what the run has left behind. */
async function conclude(installation: Installation, startedAt: number): Promise<RunSummary> {
  const { settings, supervisor } = installation;
  const seconds = (performance.now() - startedAt) / 1_000;
  const units = supervisor.reports;
  const market = await marketStatus(settings);
  await supervisor.stopUnit('demo');
  const { checks, trades } = await verifyInstallation(
    installation.addresses,
    settings.partitions,
    verifyKeys(settings.directory),
  );
  return summarise({
    units,
    market: { ...market, lag: (await marketStatus(settings)).lag },
    trades,
    checks,
    seconds,
  });
}

/** On stderr, where they are in nobody's way; none where a program reads. */
function progressLines(options: UpOptions): ProgressLines {
  return new ProgressLines((line) => {
    if (options.json !== true) process.stderr.write(`${line}\n`);
  });
}

/**
 * Runs the same command without a terminal in the background and waits until it is ready, or until it has ended: it gives
 * up by itself what makes no progress.
 */
async function detach(settings: LocalSettings, options: UpOptions): Promise<void> {
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
  const lines = progressLines(options);
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

function showUrls({ supervisor, settings }: Installation): string {
  const rows = supervisor.reports.flatMap(({ name, url }) =>
    url === undefined ? [] : [[`  ${name}`, url]],
  );
  return `${table([...rows, ['  logs', join(settings.directory, 'logs')]])}\n`;
}

function showSummary(summary: RunSummary): string {
  const { orders, trades, ordersPerSecond, p99, seconds, invariants } = summary;
  return `${orders} orders (${ordersPerSecond}/s) and ${trades} trades in ${seconds} s, p99 ${showBound(p99)}, invariants ${invariants}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
