import { FEED_FORMATS } from '@bellwether/market-data/contract';
import { Option, type Command } from 'commander';
import { parseDay, parseDuration, parseSymbol } from '../command-line/arguments.ts';
import { addSourceCommands } from './source-commands.ts';
import { parseTimeOfDay, parseZone } from './feed-arguments.ts';

const FORMAT = `${FEED_FORMATS.join(', ')} (LOBSTER as its zip; default: what its first bytes look like)`;

/** What people do with recorded feeds, for which nothing has to run, and with the sources of the running market. */
export function addFeedCommands(program: Command): void {
  const feed = program
    .command('feed')
    .description(
      'market data: look at files, replay them, make them sources of the running market',
    );
  feed
    .command('inspect')
    .argument('<file>', 'a feed, plain or compressed by gzip or zstd')
    .description(
      'format, instruments, updates by kind, first and last time, and where it is damaged',
    )
    .option('--format <format>', FORMAT)
    .option('--date <date>', 'day of feeds that do not say it (YYYY-MM-DD)', parseDay)
    .option('--zone <zone>', 'of times in CSV without an offset: utc or new-york', parseZone)
    .action(async (file: string, _, command: Command) =>
      (await import('./inspect.ts')).inspectFeed(file, command.optsWithGlobals()),
    );
  feed
    .command('replay')
    .argument('<file>', 'a feed, plain or compressed by gzip or zstd')
    .description('the market that a feed makes, as it goes: best prices, last, volume, bars')
    .option('--format <format>', FORMAT)
    .option('--date <date>', 'day of feeds that do not say it (YYYY-MM-DD)', parseDay)
    .option('--zone <zone>', 'of times in CSV without an offset: utc or new-york', parseZone)
    .option('--symbol <symbol...>', 'show these alone', collectSymbol)
    .option('--from <time>', 'show nothing before this time in New York (HH:MM:SS)', parseTimeOfDay)
    .addOption(
      new Option('--every <duration>', 'show the market after so much event time')
        .argParser(parseDuration)
        .default(60_000, '1m'),
    )
    .option('--bars <widths>', 'show bars: 1s, 1m, 5m, 15m, 1h, 1d, with commas')
    .option('--indicators <list>', 'over these bars: sma:14,ema:14,rsi:14 …')
    .action(async (file: string, _, command: Command) =>
      (await import('./replay.ts')).replayFeed(file, command.optsWithGlobals()),
    );
  addSourceCommands(feed);
}

function collectSymbol(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, parseSymbol(text)];
}
