import { Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** The ledger: everything that moves money or shares, in double entry. */
export function addLedgerCommands(program: Command): void {
  const ledger = program
    .command('ledger')
    .description('everything that moves money or shares, in double entry');
  ledger
    .command('balance', { isDefault: true })
    .description('the trial balance, or what one account has')
    .option('--account <account>', 'of this account alone')
    .option('--commodity <commodity>', 'of USD or an instrument alone')
    .addOption(new Option('--day <day>', 'at the end of this day').argParser(parseDay))
    .action(async (_, command: Command) =>
      (await import('./ledger.ts')).showBalance(command.optsWithGlobals()),
    );
  ledger
    .command('export')
    .description('write all journals as plain-text accounting')
    .addOption(
      new Option('--format <format>', 'for which program')
        .choices(['hledger', 'beancount'])
        .default('hledger'),
    )
    .requiredOption('--out <file>', 'where to')
    .action(async (_, command: Command) =>
      (await import('./export.ts')).exportLedger(command.optsWithGlobals()),
    );
}
