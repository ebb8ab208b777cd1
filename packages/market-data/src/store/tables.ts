import { ALL_BAR_WIDTHS, type BarWidth } from '../bars/bar-width.ts';
import { TradeCondition } from '../update/conditions.ts';
import { UpdateKind } from '../update/kind.ts';
import { UpdateAction } from '../update/action.ts';
import { UpdateSide } from '../update/side.ts';
import {
  bits,
  count,
  countOrNull,
  flag,
  number,
  oneOf,
  time,
  usd,
  usdOrNull,
  word,
} from './column-specs.ts';
import type { ColumnSpec, ColumnSpecs } from './native/block.ts';
import type {
  NullableColumn,
  SmallColumn,
  TimeColumn,
  WideColumn,
  WordColumn,
} from './native/columns.ts';

type Words<Names extends string> = Readonly<Record<Names, ColumnSpec<WordColumn>>>;
type Times<Names extends string> = Readonly<Record<Names, ColumnSpec<TimeColumn>>>;
type Wides<Names extends string> = Readonly<Record<Names, ColumnSpec<WideColumn>>>;
type Nullables<Names extends string> = Readonly<Record<Names, ColumnSpec<NullableColumn>>>;
type Smalls<Names extends string> = Readonly<Record<Names, ColumnSpec<SmallColumn>>>;

type Said = Words<'symbol' | 'source'> & Times<'event_at' | 'received_at'> & Wides<'sequence'>;
type Quotes = Said &
  Nullables<'bid' | 'ask'> &
  Wides<'bid_size' | 'ask_size'> &
  Smalls<'conditions'>;
type Trades = Said &
  Smalls<'action' | 'side' | 'conditions'> &
  Wides<'price' | 'size' | 'trade_id' | 'corrected_id'>;
type Deltas = Said &
  Smalls<'kind' | 'action' | 'side'> &
  Wides<'part' | 'price' | 'size' | 'order_id'> &
  Nullables<'remaining'>;
type Bars = Words<'symbol'> &
  Smalls<'width' | 'withdrawn'> &
  Times<'start' | 'end' | 'received_at'> &
  Wides<'open' | 'high' | 'low' | 'close' | 'volume' | 'trades'> &
  Nullables<'turnover'>;

/** A table of the database `market`. */
export interface MarketTable<Specs extends ColumnSpecs = ColumnSpecs> {
  readonly name: string;
  readonly comment: string;
  readonly columns: Specs;
  readonly engine: string;
  readonly partitionBy: string;
  readonly orderBy: readonly string[];
  /** What keeps rows: of what sources say hours, of bars years; counted from when they were received. */
  readonly kept: 'raw' | 'bars';
}

/** What every row of what a source says has. */
const SAID: Said = {
  symbol: word('Instrument'),
  source: word('Who said it'),
  event_at: time('When it happened, as the source says; recordings are of other days'),
  received_at: time('When the service took it'),
  sequence: number('The source’s number of the event'),
};

const RAW = {
  engine: 'MergeTree',
  partitionBy: 'toDate(received_at)',
  // Of one source neighbours are alike, which halves what they take.
  orderBy: ['symbol', 'source', 'event_at'],
  kept: 'raw',
} as const;

const CONDITIONS = Object.entries(TradeCondition)
  .map(([name, bit]) => `${bit} ${name}`)
  .join(', ');

export const quotesTable: MarketTable<Quotes> = {
  ...RAW,
  name: 'quotes',
  comment: 'Best bid and ask of each source, from each change on',
  columns: {
    ...SAID,
    bid: usdOrNull('Best bid; NULL: nobody buys there'),
    bid_size: count('Units bid there'),
    ask: usdOrNull('Best ask; NULL: nobody sells there'),
    ask_size: count('Units asked there'),
    conditions: bits(`Bits of conditions: ${CONDITIONS}`),
  },
};

/** What a row says of a trade: it happened, it is another one now, or it is none. */
export const TradeAction = { ADD: 1, CORRECT: 2, CANCEL: 3 } as const;

export const tradesTable: MarketTable<Trades> = {
  ...RAW,
  name: 'trades',
  comment: 'Trades as each source says them, corrections and cancels as rows of their own',
  columns: {
    ...SAID,
    action: oneOf(
      'ADD; CORRECT: corrected_id is this now; CANCEL: corrected_id is none',
      TradeAction,
    ),
    side: oneOf('Side of the resting order, where the source says it', UpdateSide),
    price: usd('Price'),
    size: count('Units'),
    conditions: bits(`Bits of conditions: ${CONDITIONS}`),
    trade_id: number('The source’s number of the trade; 0: none'),
    corrected_id: number('Number of the trade that is corrected or cancelled'),
  },
};

const { DELTA, LEVEL, CLEAR } = UpdateKind;

export const deltasTable: MarketTable<Deltas> = {
  ...RAW,
  name: 'deltas',
  comment: 'What happened to orders and price levels of each source’s book',
  columns: {
    ...SAID,
    part: count('Number of the row within its event'),
    kind: oneOf('DELTA: an order; LEVEL: a price; CLEAR: the book is empty', {
      DELTA,
      LEVEL,
      CLEAR,
    }),
    action: oneOf('What happened; a level’s size is all of it', UpdateAction),
    side: oneOf('Side of the book', UpdateSide),
    price: usd('Price of the order or level'),
    size: count('Units'),
    remaining: countOrNull('Units of the order that are left; NULL: the source does not say it'),
    order_id: number('The source’s number of the order'),
  },
};

/** Widths by their numbers in the table, from 1. */
export const WIDTH_NUMBERS: Readonly<Record<BarWidth, number>> = Object.fromEntries(
  ALL_BAR_WIDTHS.map((width, index) => [width, index + 1]),
) as Record<BarWidth, number>;

export const barsTable: MarketTable<Bars> = {
  name: 'bars',
  comment: 'Closed bars of the whole market; with FINAL as they are after all corrections',
  engine: 'ReplacingMergeTree(received_at, withdrawn)',
  // A correction replaces within its partition alone: it has to be that of the bar.
  partitionBy: 'toYear(start)',
  orderBy: ['symbol', 'width', 'start'],
  kept: 'bars',
  columns: {
    symbol: word('Instrument'),
    width: oneOf('Width', WIDTH_NUMBERS),
    start: time('Beginning; the bar ends before `end`'),
    end: time('End, which is the next one’s beginning'),
    received_at: time('When it was made or corrected'),
    open: usd('First price'),
    high: usd('Highest price'),
    low: usd('Lowest price'),
    close: usd('Last price'),
    volume: count('Units traded'),
    turnover: usdOrNull('Sum of price times units; NULL: too large to be exact'),
    trades: count('Trades'),
    withdrawn: flag('1: no trade that sets a price is left in it, FINAL leaves it out'),
  },
};

/** All tables, in the order in which they are written. */
export const MARKET_TABLES: readonly MarketTable[] = [
  quotesTable,
  tradesTable,
  deltasTable,
  barsTable,
];
