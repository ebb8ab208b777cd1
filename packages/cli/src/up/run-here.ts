import { join } from 'node:path';
import { marketStatus, showBound, type LocalSettings } from '@bellwether/local';
import { CommandFailure } from '../command-line/exit.ts';
import { report, table } from '../output/report.ts';
import { Installation } from './installation.ts';
import { showLiveStatus } from './live-status.ts';
import { progressLinesFor } from './progress-lines.ts';
import { summarise, type RunSummary } from './summary.ts';
import { TaskTree } from './task-tree.ts';
import type { UpOptions } from './up-options.ts';
import { verifyKeys } from '../verify/keys.ts';
import { verifyInstallation } from '../verify/verify.ts';

const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the installation in this process until a signal, or for as long as was asked. */
export async function runHere(settings: LocalSettings, options: UpOptions): Promise<void> {
  const interactive = options.headless !== true && options.json !== true && process.stdout.isTTY;
  const tree = new TaskTree();
  const lines = progressLinesFor(options.json === true);
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
