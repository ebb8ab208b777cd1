import { Option, type Command } from 'commander';
import { parseDay, parseMoney } from '../command-line/arguments.ts';

/** Payments between accounts and banks, and what becomes of them. */
export function addCashCommands(program: Command): void {
  const cash = program.command('cash').description('payments between accounts and banks');
  cash
    .command('list', { isDefault: true })
    .description('payments of all accounts or of one, the latest change first')
    .option('--account <account>', 'of this account alone')
    .action(async (_, command: Command) =>
      (await import('./cash.ts')).listTransfers(command.optsWithGlobals()),
    );
  cash
    .command('deposit')
    .argument('<amount>', 'USD', parseMoney)
    .requiredOption('--account <account>', 'whose')
    .option('--announce', 'it is on its way: `confirm` pays it in')
    .addOption(heldUntil())
    .description('pay cash in, or announce it')
    .action(async (amount: string, _, command: Command) =>
      (await import('./cash.ts')).deposit(amount, command.optsWithGlobals()),
    );
  cash
    .command('withdraw')
    .argument('<amount>', 'USD', parseMoney)
    .requiredOption('--account <account>', 'whose')
    .description('pay out settled cash that is free')
    .action(async (amount: string, _, command: Command) =>
      (await import('./cash.ts')).withdraw(amount, command.optsWithGlobals()),
    );
  addAnswers(cash);
}

/** What a bank says of a payment. */
function addAnswers(cash: Command): void {
  cash
    .command('confirm')
    .argument('<deposit>', 'as `cash` shows it')
    .requiredOption('--account <account>', 'whose')
    .addOption(heldUntil())
    .description('an announced deposit has come')
    .action(async (deposit: string, _, command: Command) =>
      (await import('./cash.ts')).confirm(deposit, command.optsWithGlobals()),
    );
  cash
    .command('decline')
    .argument('<deposit>', 'as `cash` shows it')
    .requiredOption('--account <account>', 'whose')
    .requiredOption('--reason <words>', 'why')
    .description('an announced deposit will not come')
    .action(async (deposit: string, _, command: Command) =>
      (await import('./cash.ts')).decline(deposit, command.optsWithGlobals()),
    );
  cash
    .command('return')
    .argument('<payment>', 'a deposit or a withdrawal, as `cash` shows it')
    .requiredOption('--account <account>', 'whose')
    .requiredOption('--reason <words>', 'why')
    .description('the bank took a deposit back, or sent a withdrawal back')
    .action(async (payment: string, _, command: Command) =>
      (await import('./cash.ts')).takeBack(payment, command.optsWithGlobals()),
    );
}

function heldUntil(): Option {
  return new Option(
    '--held-until <day>',
    'last day on which the bank may take it back: not paid out until then',
  ).argParser(parseDay);
}
