import type { Command } from 'commander';

/** Trades: the latest, and taking one back. */
export function addTradeCommands(program: Command): void {
  const trades = program.command('trades').description('trades: the latest, and taking one back');
  trades
    .command('list', { isDefault: true })
    .description('the latest trades of the market, of an instrument or of an account')
    .option('--instrument <instrument>', 'of this instrument')
    .option('--account <account>', 'of this account')
    .action(async (_, command: Command) =>
      (await import('./trades.ts')).listTrades(command.optsWithGlobals()),
    );
  trades
    .command('bust')
    .argument('<trade>', 'as `trades` shows it')
    .requiredOption('--instrument <instrument>', 'of which instrument')
    .requiredOption('--reason <words>', 'why')
    .description(
      'take a trade of today or the session day before back, as if it had never happened',
    )
    .action(async (trade: string, _, command: Command) =>
      (await import('./trades.ts')).bustTrade(trade, command.optsWithGlobals()),
    );
}
