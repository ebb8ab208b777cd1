import { findingLines } from '@bellwether/engine/verify';
import { SingleBar } from 'cli-progress';
import { PlatformConnection } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { importDay } from './import-day.ts';
import { ImportPlan } from './import-plan.ts';
import { reportImport, type ImportReport } from './import-report.ts';
import { fileHash, surveyDay } from './day-file.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

export interface LobsterOptions extends InstallationOptions {
  readonly symbol: string;
  /** Which day of a zip that holds several. */
  readonly day?: string;
  readonly limit?: number;
  readonly rate?: number;
}

export async function importLobster(path: string, options: LobsterOptions): Promise<void> {
  const { symbol, day } = options;
  const survey = await surveyDay(path, { day });
  const rows = Math.min(options.limit ?? survey.rows, survey.rows);
  const hash = await fileHash(path);
  const name = day === undefined ? hash : `${hash}/${day}`;
  const plan = new ImportPlan(name, symbol, survey.tick);
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
      day,
      limit: rows,
      rate: options.rate,
      onProgress: (done) =>
        bar.update(done, { speed: Math.round((done * 1_000) / (performance.now() - startedAt)) }),
    });
    bar.stop();
    const summary = await reportImport(connection.readModels, plan, result);
    report(summary, options.json === true, showReport);
    const { lost, duplicated, executions } = summary;
    const wrong = executions.mismatches.total;
    if (lost > 0 || duplicated > 0 || wrong > 0)
      throw new CommandFailure(
        `${lost} lost, ${duplicated} duplicated, ${wrong} executions not at the file's price`,
      );
  } finally {
    bar.stop();
    await connection.close();
  }
}

/** Mismatches that are told to people. */
const TOLD = 20;

function showReport(r: ImportReport): string {
  const { executions, latencyMs } = r;
  return [
    `${r.rows} rows became ${r.commands} commands: ${JSON.stringify(r.outcomes)}`,
    `${r.trades} trades, ${r.sharesTraded} shares; ${r.lost} lost, ${r.duplicated} duplicated`,
    `${executions.atFilePrice} of ${executions.executions} executions at the file's price (${executions.atFilePricePercent} %), ${executions.sameRestingOrder} with its resting order`,
    ...findingLines(executions.mismatches, TOLD, ({ row, what }) => `row ${row}: ${what}`),
    `${r.commandsPerSecond} commands/s; p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms, p99.9 ${latencyMs.p999} ms; caught up after ${r.catchUpMs} ms`,
  ].join('\n');
}
