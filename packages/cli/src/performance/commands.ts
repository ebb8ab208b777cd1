import { PERIODS } from '@bellwether/domain';
import { Option, type Command } from 'commander';
import { parseDay, parseSymbol } from '../command-line/arguments.ts';

/** What people ask of the past of accounts. */
export function addPerformanceCommands(program: Command): void {
  program
    .command('performance')
    .argument('<account>', 'whose')
    .description('what an account did in a period: returns, risk, what contributed')
    .option('--from <date>', 'first day (YYYY-MM-DD)', parseDay)
    .option('--to <date>', 'last day; default: the market’s', parseDay)
    .addOption(
      new Option('--period <period>', 'what the last day ends, where there is no first')
        .choices(PERIODS.map((period) => period.toLowerCase()))
        .default('start'),
    )
    .option('--benchmark <symbol>', 'symbol to compare with', parseSymbol)
    .option('--days', 'day by day instead')
    .action(async (account: string, _, command: Command) =>
      (await import('./performance.ts')).showPerformance(account, command.optsWithGlobals()),
    );
}
