import type { Command } from 'commander';

/** What people look at of the market that all feeds make. */
export function addMarketCommands(program: Command): void {
  program
    .command('market')
    .description('the market that all feeds make together')
    .command('watch')
    .argument('<symbol...>', 'up to a hundred symbols')
    .description('best prices, last, volume, indicators and lag as they change; Ctrl-C ends it')
    .option('--indicators <list>', 'at most two of those that are worked out', 'sma:14,rsi:14')
    .option('--width <width>', 'of the bars under them: 1s, 1m, 5m, 15m, 1h or 1d', '1s')
    .action(async (symbols: readonly string[], _, command: Command) =>
      (await import('./watch.ts')).watchMarket(symbols, command.optsWithGlobals()),
    );
}
