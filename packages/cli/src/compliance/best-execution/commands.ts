import type { Command } from 'commander';
import { parseDay } from '../../command-line/arguments.ts';
import { withFirm } from '../options.ts';

/** Whether customers got the best that there was. */
export function addBestExecutionCommand(compliance: Command): void {
  withFirm(
    compliance
      .command('best-execution')
      .description('every execution judged by what was quoted, and venues compared (FINRA 5310)')
      .requiredOption('--from <date>', 'first Eastern day (YYYY-MM-DD)', parseDay)
      .requiredOption('--to <date>', 'last one', parseDay),
  ).action(async (_, command: Command) =>
    (await import('./best-execution.ts')).bestExecution(command.optsWithGlobals()),
  );
}
