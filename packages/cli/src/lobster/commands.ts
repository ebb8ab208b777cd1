import type { Command } from 'commander';
import { parseCount, parseDay, parseSymbol } from '../command-line/arguments.ts';

/** `import lobster`. */
export function addImportCommands(program: Command): void {
  program
    .command('import')
    .description('send recorded order flow through the running platform')
    .command('lobster')
    .argument('<zip>', 'a LOBSTER day')
    .description('a LOBSTER day; started again with the same file it changes nothing twice')
    .requiredOption('--symbol <symbol>', 'symbol to trade it under', parseSymbol)
    .option('--day <date>', 'which day of a zip that holds several (YYYY-MM-DD)', parseDay)
    .option('--limit <rows>', 'only the first rows', parseCount)
    .option('--rate <rows/s>', 'rows per second (default: as fast as it goes)', parseCount)
    .action(async (zip: string, _, command: Command) =>
      (await import('./import.ts')).importLobster(zip, command.optsWithGlobals()),
    );
}
