import { SingleBar } from 'cli-progress';
import { InvalidArgumentError, type Command } from 'commander';
import { PlatformConnection } from '../connection.ts';
import { CommandFailure } from '../exit.ts';
import { importDay } from '../lobster/import-day.ts';
import { ImportPlan } from '../lobster/import-plan.ts';
import { reportImport, type ImportReport } from '../lobster/import-report.ts';
import { countRows, fileHash } from '../lobster/read-zip.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { report } from '../output/report.ts';

interface LobsterOptions extends InstallationOptions {
  readonly symbol: string;
  readonly limit?: number;
  readonly rate?: number;
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description('send recorded order flow through the running platform')
    .command('lobster <zip>')
    .description('a LOBSTER day; started again with the same file it changes nothing twice')
    .requiredOption('--symbol <symbol>', 'symbol to trade it under', parseSymbol)
    .option('--limit <rows>', 'only the first rows', parseCount)
    .option('--rate <rows/s>', 'rows per second (default: as fast as it goes)', parseCount)
    .action((zip: string, _: unknown, command: Command) =>
      importLobster(zip, command.optsWithGlobals()),
    );
}

async function importLobster(path: string, options: LobsterOptions): Promise<void> {
  const rows = Math.min(await countRows(path), options.limit ?? Infinity);
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

function parseSymbol(text: string): string {
  if (!/^[A-Z][A-Z0-9.]{0,11}$/.test(text))
    throw new InvalidArgumentError('a symbol is up to 12 capital letters, digits and dots');
  return text;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('give a whole number above zero');
  return Number(text);
}
