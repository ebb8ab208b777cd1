import { SingleBar } from 'cli-progress';
import { PlatformConnection } from '../connection.ts';
import { CommandFailure } from '../exit.ts';
import { importDay } from '../lobster/import-day.ts';
import { ImportPlan } from '../lobster/import-plan.ts';
import { reportImport, type ImportReport } from '../lobster/import-report.ts';
import { countRows, fileHash } from '../lobster/day-file.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { report } from '../output/report.ts';

export interface LobsterOptions extends InstallationOptions {
  readonly symbol: string;
  readonly limit?: number;
  readonly rate?: number;
}

export async function importLobster(path: string, options: LobsterOptions): Promise<void> {
  const rows = options.limit ?? (await countRows(path));
  const plan = new ImportPlan(await fileHash(path), options.symbol);
  const connection = await PlatformConnection.open(settingsOf(options));
  const bar = new SingleBar({
    format: '{bar} {percentage} % | {value}/{total} rows | {speed} rows/s | ETA {eta_formatted}',
    stream: process.stderr,
    noTTYOutput: false,
  });
  try {
    const startedAt = performance.now();
    bar.start(rows, 0, { speed: '–' });
    const result = await importDay(connection, plan, {
      path,
      limit: rows,
      rate: options.rate,
      onProgress: (done) =>
        bar.update(done, { speed: Math.round((done * 1_000) / (performance.now() - startedAt)) }),
    });
    bar.stop();
    const summary = await reportImport(connection.readModels, plan, result);
    report(summary, options.json === true, showReport);
    if (summary.lost > 0 || summary.duplicated > 0)
      throw new CommandFailure(`${summary.lost} lost, ${summary.duplicated} duplicated`);
  } finally {
    bar.stop();
    await connection.close();
  }
}

function showReport(r: ImportReport): string {
  const { executions, latencyMs } = r;
  return [
    `${r.rows} rows became ${r.commands} commands: ${JSON.stringify(r.outcomes)}`,
    `${r.trades} trades, ${r.sharesTraded} shares; ${r.lost} lost, ${r.duplicated} duplicated`,
    `${executions.atFilePrice} of ${executions.executions} executions at the file's price (${executions.atFilePricePercent} %), ${executions.sameRestingOrder} with its resting order`,
    `${r.commandsPerSecond} commands/s; p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms, p99.9 ${latencyMs.p999} ms; caught up after ${r.catchUpMs} ms`,
  ].join('\n');
}
