import {
  openFeed,
  UpdateKind,
  type FeedOptions,
  type LeftOut,
  type MarketUpdate,
  type UpdateSink,
} from '@bellwether/market-data';
import { report, table } from '../output/report.ts';
import { formatErrorOf, type FeedDamage } from './feed-damage.ts';
import { momentText } from './feed-time.ts';

/** Symbols that are listed by name. */
const SYMBOLS_LISTED = 20;

/** What a feed's file holds. */
export interface FeedSurvey {
  readonly format: string;
  readonly sequencing: string;
  readonly instruments: number;
  readonly symbols: readonly string[];
  readonly updates: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** UTC, the first and the last in the order of the feed. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly leftOut: LeftOut | undefined;
  /** What the reader refused, and how far it had come: bytes, or rows and messages. */
  readonly error: FeedDamage | undefined;
}

class Survey implements UpdateSink {
  readonly symbols = new Set<string>();
  readonly kinds = new Uint32Array(Math.max(...Object.values(UpdateKind)) + 1);
  updates = 0;
  first: string | undefined;
  day = 0;
  nanos = 0;
  instrument(_id: number, symbol: string): void {
    this.symbols.add(symbol);
  }
  update({ kind, exchangeDay, exchangeNanos }: MarketUpdate): void {
    this.first ??= momentText(exchangeDay, exchangeNanos);
    this.updates++;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    this.day = exchangeDay;
    this.nanos = exchangeNanos;
  }
}

/** Reads a feed's file to its end, or to where it is damaged. @throws FeedError as openFeed does. */
export async function surveyFeed(path: string, options: FeedOptions): Promise<FeedSurvey> {
  const survey = new Survey();
  const feed = await openFeed(path, options, () => survey);
  let error: FeedSurvey['error'];
  try {
    await feed.read();
  } catch (thrown) {
    error = formatErrorOf(thrown);
  }
  const names = Object.entries(UpdateKind).map(([name, kind]) => [name, survey.kinds[kind] ?? 0]);
  return {
    format: feed.format,
    sequencing: feed.sequencing,
    instruments: survey.symbols.size,
    symbols: [...survey.symbols].slice(0, SYMBOLS_LISTED),
    updates: survey.updates,
    kinds: Object.fromEntries(names),
    first: survey.first,
    last: survey.updates === 0 ? undefined : momentText(survey.day, survey.nanos),
    leftOut: feed.leftOut(),
    error,
  };
}

/** Prints what a feed's file holds; a damaged one ends the command with 1. */
export async function inspectFeed(
  path: string,
  options: FeedOptions & { readonly json?: boolean },
): Promise<void> {
  const survey = await surveyFeed(path, options);
  report(survey, options.json === true, surveyText);
  if (survey.error !== undefined) process.exitCode = 1;
}

export function surveyText(survey: FeedSurvey): string {
  const { symbols, instruments, kinds, leftOut, error } = survey;
  const more = instruments > symbols.length ? ` and ${instruments - symbols.length} more` : '';
  const rows = [
    ['format', survey.format],
    ['sequences', survey.sequencing.toLowerCase().replace('_', ' ')],
    ['instruments', `${instruments}: ${symbols.join(' ')}${more}`],
    ['updates', `${survey.updates}`],
    ...Object.entries(kinds)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => [`  ${kind}`, `${count}`]),
    ['first (UTC)', survey.first ?? 'none'],
    ['last (UTC)', survey.last ?? 'none'],
    ...Object.entries(leftOut ?? {})
      .filter(([, count]) => count > 0)
      .map(([what, count]) => [`left out: ${what}`, `${count}`]),
    ...(error === undefined ? [] : [['error', `${error.code}: ${error.message}`]]),
  ];
  return table(rows);
}
