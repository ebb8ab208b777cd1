import type { Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';

/** `rules`. */
export function addRulesCommand(program: Command): void {
  program
    .command('rules')
    .description('the trading rules in force on a day, with their sources')
    .option('--on <date>', 'day as YYYY-MM-DD (default: today in New York)', parseDay)
    .action(async (options: { readonly on?: string }, command: Command) =>
      (await import('./rules.ts')).rules(options.on, command.optsWithGlobals()),
    );
}
