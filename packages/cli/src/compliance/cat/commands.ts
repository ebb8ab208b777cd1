import type { Command } from 'commander';
import { parseCount, parseDay } from '../../command-line/arguments.ts';
import { withFirm } from '../options.ts';

/** Files for the Consolidated Audit Trail. */
export function addCatCommands(compliance: Command): void {
  const cat = compliance
    .command('cat')
    .description('order events for the Consolidated Audit Trail (Rule 613)');
  withFirm(
    cat
      .command('generate')
      .description('write the files of a day')
      .requiredOption('--date <date>', 'Eastern day of the events (YYYY-MM-DD)', parseDay)
      .option('--out <folder>', 'where to write', '.')
      .option('--max-bytes <number>', 'bytes of a file at most', parseCount, 100_000_000)
      .option('--submitted <files...>', 'write only what has to be corrected of these'),
  ).action(async (_, command: Command) =>
    (await import('./generate.ts')).generateCat(command.optsWithGlobals()),
  );
  cat
    .command('check')
    .description('check files by the tables of fields, and that what they refer to is there')
    .argument('<files...>', 'files of one day, in their order')
    .option('--with <files...>', 'files of earlier days that orders may come from')
    .action(async (files: readonly string[], _, command: Command) =>
      (await import('./check.ts')).checkCat(files, command.optsWithGlobals()),
    );
  withFirm(
    cat
      .command('completeness')
      .description('hold files against the log, record by record')
      .argument('<files...>', 'files of the day, in the order in which they were submitted')
      .requiredOption('--date <date>', 'Eastern day of the events (YYYY-MM-DD)', parseDay),
  ).action(async (files: readonly string[], _, command: Command) =>
    (await import('./completeness.ts')).catComplete(files, command.optsWithGlobals()),
  );
}
