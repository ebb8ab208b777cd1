import { Type } from 'typebox';
import { ALL_BAR_WIDTHS } from '../bars/bar-width.ts';
import { BARS_KEPT } from '../board/bar-history.ts';
import { MARKET_SYMBOL_PATTERN, SOURCE_NAME_PATTERN } from '../sources/source-definition.ts';
import { instant, named, orNull, price, quantity, rowsOf, text } from './answer-words.ts';
import { marketQuestion, type MarketQuestion } from './question.ts';

/** Symbols of one question. */
export const SYMBOLS_MAX = 100;
/** What a question about bars is answered with where it does not say. */
export const BARS_DEFAULT = 20;
export const WIDTH_DEFAULT = '1m';

const symbol = Type.String({ pattern: MARKET_SYMBOL_PATTERN, description: 'Symbol' });
const symbols = Type.Array(Type.String({ pattern: MARKET_SYMBOL_PATTERN }), {
  minItems: 1,
  examples: [['ACME']],
  maxItems: SYMBOLS_MAX,
  description: 'Symbols',
});
const width = Type.Optional(
  Type.Unsafe<string>({
    type: 'string',
    enum: ALL_BAR_WIDTHS,
    default: WIDTH_DEFAULT,
    description: 'Width of bars',
  }),
);

/** JSON Schema of the consolidated market of an instrument. */
const QUOTE = named(
  'ConsolidatedQuote',
  'The market of an instrument that all feeds make together.',
  {
    symbol: text,
    instrument: Type.Integer({ description: 'Its number in frames of updates' }),
    bid: orNull(price),
    bidSize: quantity,
    bidVenues: Type.Array(text),
    ask: orNull(price),
    askSize: quantity,
    askVenues: Type.Array(text),
    last: orNull(price),
    lastSize: orNull(quantity),
    open: orNull(price),
    high: orNull(price),
    low: orNull(price),
    previousClose: orNull(price),
    volume: quantity,
    vwap: orNull(price),
    stale: orNull({
      ...text,
      description: 'Why the best prices are not to be relied on: NO_DATA, GAP, SILENT, QUARANTINED',
    }),
    locked: Type.Boolean(),
    crossed: Type.Boolean(),
    status: text,
    eventTime: orNull(instant),
    receivedAt: orNull(instant),
  },
);

const BAR = named('MarketBar', 'What the trades of a time came to.', {
  symbol: text,
  width: text,
  start: instant,
  end: instant,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: quantity,
  vwap: orNull(price),
  trades: Type.Integer(),
});

const INDICATOR = named('IndicatorValue', 'A value at the newest closed bar.', {
  symbol: text,
  width: text,
  barStart: instant,
  name: text,
  output: text,
  value: orNull({ ...text, description: 'USD but for RSI; null while there are too few bars' }),
});

const SOURCE = named('FeedSource', 'A source of market data, and what has come from it.', {
  name: text,
  kind: text,
  format: orNull(text),
  state: { ...text, description: 'RUNNING, WAITING, ENDED or FAILED' },
  code: orNull(text),
  reason: orNull(text),
  readings: Type.Integer(),
  updates: quantity,
  trades: quantity,
  duplicates: quantity,
  quarantined: quantity,
  leftOut: quantity,
  gaps: quantity,
  moved: Type.Boolean({ description: 'Whether times are others than the recording has' }),
  eventTime: orNull(instant),
  receivedAt: orNull(instant),
});

const GAP = named(
  'FeedGap',
  'Events that a source has not told, by the numbers of its recording.',
  {
    source: text,
    symbol: orNull(text),
    from: quantity,
    to: quantity,
    count: quantity,
    at: instant,
  },
);

/** Every question to the market, by `<context>.<name>`: its subject is `qry.<context>.<name>.<caller>`. */
export const MARKET_QUESTIONS: Readonly<Record<string, MarketQuestion>> = {
  'feed.quotes': marketQuestion(
    {
      description:
        'The consolidated market of symbols: best prices with sizes and venues, last trade, figures of the day, and whether it is to be relied on. Of those that no feed has told there is no row.',
      field: { name: 'consolidatedQuotes', list: 'quotes' },
      output: rowsOf(QUOTE),
    },
    { symbols },
  ),
  'feed.bars': marketQuestion(
    {
      description: 'The newest closed bars of a symbol, the newest last.',
      field: { name: 'marketBars', list: 'bars' },
      output: rowsOf(BAR),
    },
    {
      symbol,
      width,
      first: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: BARS_KEPT,
          default: BARS_DEFAULT,
          description: 'Bars',
        }),
      ),
    },
  ),
  'feed.indicators': marketQuestion(
    {
      description: 'Values of indicators of a symbol at its newest closed bar.',
      field: { name: 'indicators', list: 'values' },
      output: rowsOf(INDICATOR),
    },
    {
      symbol,
      width,
      names: Type.Optional(
        Type.Array(Type.String({ maxLength: 40 }), {
          maxItems: 20,
          examples: [['sma:14']],
          description: 'Of those that are worked out; default: all',
        }),
      ),
    },
  ),
  'feed.symbols': marketQuestion(
    {
      description: 'Every symbol that a feed has told, with its number in frames of updates.',
      field: { name: 'marketSymbols', list: 'symbols' },
      output: rowsOf(
        named('MarketSymbol', 'A symbol and its number in frames of updates.', {
          symbol: text,
          instrument: Type.Integer(),
        }),
      ),
    },
    {},
  ),
  'feed.sources': marketQuestion(
    {
      description: 'The sources of market data, how they are, and what has come from them.',
      field: { name: 'feedSources', list: 'sources' },
      output: rowsOf(SOURCE),
    },
    {},
  ),
  'feed.gaps': marketQuestion(
    {
      description: 'What sources have lost, the first thousand losses of each.',
      field: { name: 'feedGaps', list: 'gaps' },
      output: rowsOf(GAP),
    },
    {
      source: Type.Optional(
        Type.String({ pattern: SOURCE_NAME_PATTERN, description: 'Source; default: all' }),
      ),
    },
  ),
};
