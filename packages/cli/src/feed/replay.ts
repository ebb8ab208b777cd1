import { basename } from 'node:path';
import {
  IndicatorNameError,
  isBarWidth,
  openFeed,
  parseIndicator,
  type BarWidth,
  type FeedOptions,
} from '@bellwether/market-data';
import { CommandFailure } from '../command-line/exit.ts';
import { formatErrorOf, type FeedDamage } from './feed-damage.ts';
import { ReplayMarket } from './replay-market.ts';
import { jsonOutput, textOutput, type ReplayOutput } from './replay-output.ts';
import { summaryOf } from './replay-summary.ts';

/** What the command line says. */
export interface ReplayOptions extends Omit<FeedOptions, 'symbol'> {
  readonly symbol?: readonly string[];
  /** Nanoseconds since midnight in New York. */
  readonly from?: number;
  /** Milliseconds of event time. */
  readonly every: number;
  /** Widths, with commas. */
  readonly bars?: string;
  /** Indicators, with commas. */
  readonly indicators?: string;
  readonly json?: boolean;
}

/** Prints the market that a feed makes; a feed that is damaged ends the command with 1, behind what came before. */
export async function replayFeed(path: string, options: ReplayOptions): Promise<void> {
  const write = (text: string): void => void process.stdout.write(text);
  const output = options.json === true ? jsonOutput(write) : textOutput(write);
  const error = await replayTo(output, path, options);
  if (error !== undefined) process.exitCode = 1;
}

/** Replays a feed into an output. @returns what the feed is to blame for, if anything. @throws CommandFailure, FeedError */
export async function replayTo(
  output: ReplayOutput,
  path: string,
  options: ReplayOptions,
): Promise<FeedDamage | undefined> {
  const symbols = options.symbol ?? [];
  const indicators = indicatorsOf(options.indicators);
  const usual = indicators.length > 0 ? '1m' : undefined;
  const replay = new ReplayMarket(
    {
      symbols,
      from: options.from ?? 0,
      everyMs: options.every,
      widths: widthsOf(options.bars ?? usual),
      indicators,
    },
    output,
  );
  const hints = { ...options, symbol: symbols[0] };
  const feed = await openFeed(path, hints, (sequencing) =>
    replay.market.source({ name: basename(path), sequencing }),
  );
  let error: FeedDamage | undefined;
  try {
    await feed.read();
  } catch (thrown) {
    error = formatErrorOf(thrown);
  }
  replay.end();
  const { format } = feed;
  const rest = { format, bars: replay.bars, leftOut: feed.leftOut(), error };
  output.end(summaryOf(replay.market.state, rest));
  return error;
}

function widthsOf(text: string | undefined): readonly BarWidth[] {
  return (text === undefined ? [] : text.split(',')).map((width) => {
    if (isBarWidth(width)) return width;
    throw new CommandFailure(`no bars of ${width}; there are 1s, 1m, 5m, 15m, 1h and 1d`);
  });
}

function indicatorsOf(text: string | undefined): readonly string[] {
  return (text === undefined ? [] : text.split(',')).map((name) => {
    try {
      return parseIndicator(name).name;
    } catch (error) {
      if (error instanceof IndicatorNameError)
        throw new CommandFailure(error.message, { cause: error });
      throw error;
    }
  });
}
