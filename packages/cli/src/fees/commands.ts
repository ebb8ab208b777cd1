import { Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** What executions cost: what came in, and by which schedules. */
export function addFeeCommands(program: Command): void {
  const fees = program
    .command('fees')
    .description('what executions cost: commissions, fees of venues and regulators');
  fees
    .command('list', { isDefault: true })
    .description('what was charged by day and kind, of all accounts or of one, latest first')
    .option('--account <account>', 'of this account alone')
    .addOption(new Option('--from <day>', 'first day, 2026-11-20').argParser(parseDay))
    .addOption(new Option('--to <day>', 'last day').argParser(parseDay))
    .action(async (_, command: Command) =>
      (await import('./fees.ts')).listFees(command.optsWithGlobals()),
    );
  fees
    .command('schedules')
    .description('what venues take, and with --account what the house takes of it')
    .option('--account <account>', 'whose commissions')
    .action(async (_, command: Command) =>
      (await import('./fees.ts')).listSchedules(command.optsWithGlobals()),
    );
}
