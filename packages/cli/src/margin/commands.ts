import type { Command } from 'commander';

/** Margin calls: who has one, and what became of it. */
export function addMarginCommands(program: Command): void {
  const margin = program
    .command('margin')
    .description('margin calls: what is missing, until when, and what became of it');
  margin
    .command('calls', { isDefault: true })
    .description('margin calls of all accounts, the latest change first')
    .option('--open', 'only those that are not met')
    .action(async (_, command: Command) =>
      (await import('./margin.ts')).listCalls(command.optsWithGlobals()),
    );
  margin
    .command('show')
    .requiredOption('--account <account>', 'whose')
    .description('what an account is worth for margin, what it needs, and its calls')
    .action(async (_, command: Command) =>
      (await import('./margin.ts')).showAccount(command.optsWithGlobals()),
    );
  margin
    .command('violations')
    .requiredOption('--account <account>', 'whose')
    .description('what a cash account did with money that had not arrived (Reg T 220.8)')
    .action(async (_, command: Command) =>
      (await import('./margin.ts')).showConduct(command.optsWithGlobals()),
    );
  margin
    .command('check')
    .requiredOption('--account <account>', 'whose')
    .description('have the margin of an account looked at now, not only after the close')
    .action(async (_, command: Command) =>
      (await import('./margin.ts')).checkAccount(command.optsWithGlobals()),
    );
}
