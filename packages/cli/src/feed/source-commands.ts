import {
  FEED_FORMATS,
  MARKET_SYMBOL_PATTERN,
  PROTOCOLS,
  SPEED_MAX,
} from '@bellwether/market-data/contract';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDay } from '../command-line/arguments.ts';
import { parseZone } from './feed-arguments.ts';

/** What people do with the sources of the running market. */
export function addSourceCommands(feed: Command): void {
  feed
    .command('list')
    .description('the sources of market data as they are configured')
    .action(async (_, command: Command) =>
      (await import('./sources.ts')).listSources(command.optsWithGlobals()),
    );
  feed
    .command('add')
    .argument('<name>', 'what its venue is called: small letters, digits and dashes')
    .argument('<path>', 'a feed’s file, or with --watch a directory')
    .description('read a file, or a directory’s files as they come, into the running market')
    .addOption(
      new Option('--speed <times>', 'of its own pace: 1x, 10x … or max')
        .argParser(parseSpeed)
        .default(1, '1x'),
    )
    .option(
      '--second <path>',
      'the same feed as its line B had it: what one lost comes from the other',
    )
    .option('--loop', 'begin again at the end')
    .option('--watch', 'the path is a directory: its files by name, and then those that come')
    .option('--no-trades', 'another source tells the same trades: use its quotes alone')
    .addOption(new Option('--format <format>', 'default: as it looks').choices(FEED_FORMATS))
    .option('--date <date>', 'day of feeds that do not say it (YYYY-MM-DD)', parseDay)
    .option('--zone <zone>', 'of times in CSV without an offset: utc or new-york', parseZone)
    .option('--symbol <symbol>', 'of feeds of one symbol that do not say it')
    .action(async (name: string, path: string, _, command: Command) =>
      (await import('./sources.ts')).addSource(name, path, command.optsWithGlobals()),
    );
  feed
    .command('connect')
    .argument('<name>', 'what its venue is called: small letters, digits and dashes')
    .argument('<url>', 'of the venue’s stream: wss://…')
    .description('hear a venue over WebSocket, now and after every restart')
    .addOption(
      new Option('--protocol <protocol>', 'how it is asked, and tells')
        .choices(PROTOCOLS)
        .makeOptionMandatory(),
    )
    .requiredOption('--symbols <symbols>', 'as the venue calls them: BTC-USD,ETH-USD', parseSymbols)
    .option('--credentials <file>', 'JSON {"key", "secret"} that the service can read')
    .option('--no-trades', 'another source tells the same trades: use its quotes alone')
    .action(async (name: string, url: string, _, command: Command) =>
      (await import('./sources.ts')).connectSource(name, url, command.optsWithGlobals()),
    );
  feed
    .command('remove')
    .argument('<name>', 'of the source')
    .description('take a source out of the market')
    .action(async (name: string, _, command: Command) =>
      (await import('./sources.ts')).removeSource(name, command.optsWithGlobals()),
    );
  feed
    .command('status')
    .description('how each source is, and what has come from it')
    .action(async (_, command: Command) =>
      (await import('./sources.ts')).sourceStatus(command.optsWithGlobals()),
    );
  feed
    .command('gaps')
    .argument('[name]', 'of a source; default: all')
    .description('what sources have lost, by their own numbers')
    .action(async (name: string | undefined, _, command: Command) =>
      (await import('./sources.ts')).sourceGaps(name, command.optsWithGlobals()),
    );
}

/** Reads `1x`, `10x` or `max` (0) as times of a feed's own pace. @throws InvalidArgumentError */
function parseSpeed(text: string): number {
  if (text === 'max') return 0;
  const times = Number(/^(\d{1,6})x?$/.exec(text)?.[1] ?? 0);
  if (times < 1 || times > SPEED_MAX)
    throw new InvalidArgumentError(`give a speed such as 1x or 10x, up to ${SPEED_MAX}x, or max`);
  return times;
}

/** Reads symbols with commas between. @throws InvalidArgumentError */
function parseSymbols(text: string): readonly string[] {
  const symbols = text.split(',');
  const isSymbol = new RegExp(MARKET_SYMBOL_PATTERN);
  const wrong = symbols.find((symbol) => !isSymbol.test(symbol));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${JSON.stringify(wrong)} is no symbol: BTC-USD,ETH-USD`);
  return symbols;
}
