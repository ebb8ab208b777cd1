import { beforeEach, describe, expect, test } from 'vitest';
import { Market, TradeCondition, TradeEffect, tradeEffect, UpdateAction } from '../../src/index.ts';
import { Feed } from './feed.ts';

const C = TradeCondition;

describe('what a trade may update', () => {
  const row = (conditions: number): string => {
    const effect = tradeEffect(conditions, false);
    const said = (bit: number, text: string): string => ((effect & bit) !== 0 ? text : '');
    const last = said(TradeEffect.LAST, 'yes') || said(TradeEffect.LAST_IF_FIRST, 'if first');
    const volume = said(TradeEffect.VOLUME, 'yes') || said(TradeEffect.EXTENDED_VOLUME, 'ext');
    return [
      last || said(TradeEffect.EXTENDED_LAST, 'ext') || 'no',
      said(TradeEffect.HIGH_LOW, 'yes') || 'no',
      volume || 'no',
      said(TradeEffect.STOP, 'yes') || 'no',
    ].join(' | ');
  };

  // last | high and low | volume | stops
  test.each([
    ['regular', C.REGULAR, 'yes | yes | yes | yes'],
    ['intermarket sweep', C.INTERMARKET_SWEEP, 'yes | yes | yes | yes'],
    ['odd lot', C.ODD_LOT, 'no | no | yes | no'],
    ['average price', C.AVERAGE_PRICE, 'no | no | yes | no'],
    ['derivatively priced', C.DERIVATIVELY_PRICED, 'no | no | yes | no'],
    ['contingent', C.CONTINGENT, 'no | no | yes | no'],
    ['prior reference', C.PRIOR_REFERENCE, 'no | no | yes | no'],
    ['extended hours', C.EXTENDED_HOURS, 'ext | no | ext | no'],
    ['out of sequence', C.OUT_OF_SEQUENCE, 'if first | yes | yes | no'],
    ['opening cross', C.OPENING_CROSS, 'yes | yes | yes | yes'],
    ['closing cross', C.CLOSING_CROSS, 'yes | yes | yes | yes'],
    ['counted elsewhere', C.NOT_PRINTED, 'no | no | no | no'],
    ['official close', C.OFFICIAL_CLOSE, 'no | no | no | no'],
    ['unknown', C.UNKNOWN | C.INTERMARKET_SWEEP, 'no | no | yes | no'],
    ['odd lot, out of sequence', C.ODD_LOT | C.OUT_OF_SEQUENCE, 'no | no | yes | no'],
    ['odd lot in extended hours', C.ODD_LOT | C.EXTENDED_HOURS, 'no | no | ext | no'],
  ])('%s', (_name, conditions, expected) => {
    expect(row(conditions)).toBe(expected);
  });
});

let market: Market;
let feed: Feed;
beforeEach(() => {
  market = new Market({ instrumentsMax: 8, tradesMax: 8 });
  feed = new Feed(market);
});

const figures = () => {
  const { last, open, high, low, volume, turnover, extendedLast, extendedVolume } =
    market.state.day;
  const of = (column: Float64Array): number => column[0]!;
  return {
    prices: [of(open), of(high), of(low), of(last)],
    volume: of(volume),
    turnover: of(turnover),
    extended: [of(extendedLast), of(extendedVolume)],
  };
};

describe('given trades of a day', () => {
  beforeEach(() => {
    feed.time('10:00:00').trade(1_000_000, 100, { tradeLow: 1 });
    feed.time('10:00:01').trade(1_010_000, 200, { tradeLow: 2 });
    feed.time('10:00:02').trade(990_000, 50, { conditions: C.ODD_LOT, tradeLow: 3 });
  });

  test('open, high, low, last, volume and turnover follow the table', () => {
    expect(figures()).toEqual({
      prices: [1_000_000, 1_010_000, 1_000_000, 1_010_000],
      volume: 350,
      turnover: 100_000_000 + 202_000_000 + 49_500_000,
      extended: [0, 0],
    });
  });

  test('before and after the session the time says that hours are extended', () => {
    feed.time('16:00:00').trade(1_100_000, 10);
    feed.time('16:00:00.5').trade(1_020_000, 1_000, { conditions: C.CLOSING_CROSS });
    expect(figures()).toMatchObject({
      prices: [1_000_000, 1_020_000, 1_000_000, 1_020_000],
      volume: 1_350,
      extended: [1_100_000, 10],
    });
  });

  test('a cancel takes a trade out of everything that it made', () => {
    feed.tell({ kind: 2, action: UpdateAction.DELETE, correctedLow: 2 });
    expect(figures()).toMatchObject({
      prices: [1_000_000, 1_000_000, 1_000_000, 1_000_000],
      volume: 150,
      turnover: 149_500_000,
    });
  });

  test('a correction takes the place of the trade in time, and can be corrected itself', () => {
    const change = { kind: 2, action: UpdateAction.CHANGE, conditions: C.REGULAR } as const;
    const to = (price: number, quantity: number) => ({ price, quantity });
    feed.tell({ ...change, ...to(980_000, 100), correctedLow: 1, tradeLow: 11 });
    expect(figures()).toMatchObject({
      prices: [980_000, 1_010_000, 980_000, 1_010_000],
      volume: 350,
    });
    feed.tell({ ...change, ...to(970_000, 10), correctedLow: 11, tradeLow: 12 });
    expect(figures()).toMatchObject({ prices: [970_000, 1_010_000, 970_000, 1_010_000] });
  });

  test('a correction of a trade that nobody has told is put aside', () => {
    feed.tell({ kind: 2, action: UpdateAction.DELETE, correctedLow: 99 });
    expect(market.state.quarantine.counts.UNKNOWN_TRADE).toBe(1);
  });

  test('where trades found no room, corrections are put aside and change nothing', () => {
    for (let n = 0; n < 6; n++) feed.trade(1_000_000, 1);
    feed.tell({ kind: 2, action: UpdateAction.DELETE, correctedLow: 2 });
    expect(figures()).toMatchObject({ volume: 356 });
    expect(market.state.quarantine.counts.UNDERIVABLE).toBe(1);
  });

  test('a late trade widens the range and never sets the price', () => {
    feed.trade(950_000, 10, { conditions: C.OUT_OF_SEQUENCE });
    expect(figures().prices).toEqual([1_000_000, 1_010_000, 950_000, 1_010_000]);
  });

  test('the next day begins empty, with the last price as its previous close', () => {
    feed.time('09:30:00', '2026-06-11').trade(1_050_000, 10);
    expect(figures()).toMatchObject({ prices: Array(4).fill(1_050_000), volume: 10 });
    const { previousClose } = market.state.day;
    expect(previousClose[0]).toBe(1_010_000);
    market.adjustPreviousClose(0, { fall: 2_002, shares: 4 });
    expect(previousClose[0]).toBe(252_000);
    market.adjustPreviousClose(0, { fall: 252_000, shares: 1 });
    expect(previousClose[0]).toBe(252_000);
    feed.time('15:00:00').trade(1, 1);
    expect(market.state.quarantine.counts.PAST_DAY).toBe(1);
  });
});

describe('given a price far from the last one', () => {
  test('it is put aside within a second, and believed when it comes again later', () => {
    feed.time('10:00:00').trade(1_000_000, 100).trade(1_200_001, 100);
    expect(figures()).toMatchObject({ volume: 100 });
    expect(market.state.quarantine.listed).toMatchObject([
      { reason: 'TRADE_OUT_OF_BAND', price: 1_200_001, reference: 1_000_000 },
    ]);
    feed.trade(1_200_000, 100);
    feed.time('10:00:01.001').trade(2_000_000, 100);
    expect(figures().prices).toEqual([1_000_000, 2_000_000, 1_000_000, 2_000_000]);
  });
});

test('given two sources of the same trades, those of one count', () => {
  new Feed(market, 'B', 'CONTIGUOUS', false).trade(5, 5);
  feed.trade(1_000_000, 100);
  expect(figures().volume).toBe(100);
});
