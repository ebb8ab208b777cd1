import { InvalidArgumentError, type Command } from 'commander';

/** Options and futures: exercise, the last day, and what futures pay day by day. */
export function addDerivativeCommands(program: Command): void {
  const derivatives = program
    .command('derivatives')
    .description('options and futures: exercise, expiration, daily variation');
  derivatives
    .command('expirations', { isDefault: true })
    .description('exercises and expirations, the latest first')
    .option('--instrument <instrument>', 'of one instrument')
    .action(async (_, command: Command) =>
      (await import('./derivatives.ts')).listExpirations(command.optsWithGlobals()),
    );
  derivatives
    .command('show')
    .argument('<expiration>', 'as `expirations` shows it')
    .description('what an exercise or expiration did, account by account')
    .action(async (expiration: string, _, command: Command) =>
      (await import('./derivatives.ts')).showExpiration(expiration, command.optsWithGlobals()),
    );
  derivatives
    .command('account')
    .requiredOption('--account <account>', 'whose')
    .description('what an account has asked for, what was exercised, and what futures paid it')
    .action(async (_, command: Command) =>
      (await import('./derivatives.ts')).showAccount(command.optsWithGlobals()),
    );
  addOrders(derivatives);
}

function addOrders(derivatives: Command): void {
  derivatives
    .command('exercise')
    .argument('<option>', 'as it was listed')
    .argument('<contracts>', 'how many', parseContracts)
    .requiredOption('--account <account>', 'whose')
    .description('exercise contracts of an American option, when the market has closed (17:30)')
    .action(async (option: string, contracts: bigint, _, command: Command) =>
      (await import('./derivatives.ts')).exercise(option, contracts, command.optsWithGlobals()),
    );
  derivatives
    .command('instruct')
    .argument('<option>', 'as it was listed')
    .argument('[contracts]', 'how many are exercised on the last day; 0: none', parseContracts)
    .requiredOption('--account <account>', 'whose')
    .description('say what happens on the last day; without a number it is by exception again')
    .action(async (option: string, contracts: bigint | undefined, _, command: Command) =>
      (await import('./derivatives.ts')).instruct(option, contracts, command.optsWithGlobals()),
    );
  derivatives
    .command('expire')
    .argument('<instrument>', 'as it was listed')
    .option('--price <price>', 'final settlement price, USD (default: close, else last sale)')
    .description('what the calendar does at 17:30, by hand: exercise what was asked for, or end')
    .action(async (instrument: string, _, command: Command) =>
      (await import('./derivatives.ts')).expire(instrument, command.optsWithGlobals()),
    );
}

function parseContracts(text: string): bigint {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number of contracts');
  return BigInt(text);
}
