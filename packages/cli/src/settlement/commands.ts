import { Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** Settlement: what changes hands, what is late, what is to come. */
export function addSettlementCommands(program: Command): void {
  const settlement = program
    .command('settlement')
    .description('shares against money: runs, what is late, what is to come');
  settlement
    .command('runs', { isDefault: true })
    .description('settlement runs, the latest first')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).listRuns(command.optsWithGlobals()),
    );
  settlement
    .command('show')
    .argument('<run>', 'as `runs` shows it, 2026-12-01-1')
    .option('--late', 'only what is late after it')
    .description('what was due in a run, and what became of it')
    .action(async (run: string, _, command: Command) =>
      (await import('./settlement.ts')).showRun(run, command.optsWithGlobals()),
    );
  settlement
    .command('late')
    .description('everything that is late now')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).listLate(command.optsWithGlobals()),
    );
  settlement
    .command('account')
    .requiredOption('--account <account>', 'whose')
    .description('what will settle of an account, and what has')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).showAccount(command.optsWithGlobals()),
    );
  settlement
    .command('run')
    .addOption(
      new Option('--date <day>', 'what is due by this day (default: today)').argParser(parseDay),
    )
    .description('start a run now; process managers carry it through')
    .action(async (_, command: Command) =>
      (await import('./settlement.ts')).startRun(command.optsWithGlobals()),
    );
}
