import type { Command } from 'commander';

/** What people ask of the worth of accounts. */
export function addPortfolioCommands(program: Command): void {
  program
    .command('portfolio')
    .argument('<account>', 'whose')
    .description('positions at the market, profit of the day and of all time, exposure, cash')
    .option('--watch', 'draw it anew as it changes; Ctrl-C ends it')
    .action(async (account: string, _, command: Command) =>
      (await import('./portfolio.ts')).showPortfolio(account, command.optsWithGlobals()),
    );
}
