import { Option, type Command } from 'commander';
import { parseBasisPoints, parseDay } from '../command-line/arguments.ts';

/** Interest on cash: rates, what has accrued, and what was paid. */
export function addInterestCommands(program: Command): void {
  const interest = program
    .command('interest')
    .description('interest on cash: rates, what has accrued, what was paid');
  interest
    .command('show', { isDefault: true })
    .description('rates and the months that are paid; with --account what it is paid')
    .option('--account <account>', 'whose')
    .action(async (_, command: Command) =>
      (await import('./interest.ts')).showInterest(command.optsWithGlobals()),
    );
  interest
    .command('set')
    .requiredOption('--credit <basis points>', 'paid on cash, 1/10 000 a year', parseBasisPoints)
    .requiredOption('--debit <basis points>', 'taken on debts, 1/10 000 a year', parseBasisPoints)
    .addOption(
      new Option('--from <day>', 'first day of these rates')
        .argParser(parseDay)
        .makeOptionMandatory(),
    )
    .description('say what the house pays and takes from a day on')
    .action(async (_, command: Command) =>
      (await import('./interest.ts')).setRates(command.optsWithGlobals()),
    );
}
