import { beforeEach, describe, expect, test } from 'vitest';
import {
  BookState,
  Market,
  QuoteCondition,
  StaleReason,
  UpdateAction,
  UpdateFlag,
} from '../../src/index.ts';
import { best, Feed } from './feed.ts';

const { ADD, CHANGE, DELETE, EXECUTE } = UpdateAction;

let market: Market;
beforeEach(() => {
  market = new Market({ instrumentsMax: 8 });
});
const stale = (): number => market.state.quotes.stale[0]!;

describe('given quotes of two sources', () => {
  let a: Feed;
  let b: Feed;
  beforeEach(() => {
    a = new Feed(market, 'A').quote(1_000_000, 300, 1_000_200, 100);
    b = new Feed(market, 'B').quote(1_000_000, 200, 1_000_100, 400);
  });

  test('the best price has the sum of the sizes there, and the sources', () => {
    expect(best(market)).toEqual([1_000_000, 500, 1_000_100, 400]);
    const { bidVenues, askVenues } = market.state.quotes;
    expect([bidVenues[0], askVenues[0]]).toEqual([0b11, 0b10]);
  });

  test('a bid of one at the ask of the other locks the market, above it crosses it', () => {
    const { condition } = market.state.quotes;
    a.quote(1_000_100, 1, 1_000_300, 1);
    expect(condition[0]).toBe(QuoteCondition.LOCKED);
    a.quote(1_000_200, 1, 1_000_300, 1);
    expect(condition[0]).toBe(QuoteCondition.CROSSED);
    expect(market.state.quarantine.count).toBe(0);
  });

  test('a source counts while it has spoken within five seconds, of whatever instrument', () => {
    b.time('10:00:05').quote(1_000_000, 200, 1_000_100, 400);
    expect(best(market)[1]).toBe(500);
    b.time('10:00:05.001').quote(1_000_000, 200, 1_000_100, 400);
    expect(best(market)).toEqual([1_000_000, 200, 1_000_100, 400]);
    a.sink.instrument(9, 'MSFT');
    a.time('10:00:06').quote(5, 1, 6, 1, { instrument: 9 });
    expect(best(market)[1]).toBe(500);
  });

  test('when all are silent, the prices are stale and say why', () => {
    const { exchangeDay, exchangeNanos } = {
      exchangeDay: 20_614,
      exchangeNanos: 50_500_000_000_000,
    };
    market.advance(exchangeDay, exchangeNanos);
    expect([stale(), best(market)]).toEqual([StaleReason.SILENT, [0, 0, 0, 0]]);
  });

  test('a crossed or locked quote is put aside with its source’s book, until the next one', () => {
    a.quote(1_000_200, 300, 1_000_200, 100);
    expect(best(market)).toEqual([1_000_000, 200, 1_000_100, 400]);
    expect(market.state.quarantine.listed).toEqual([
      {
        reason: 'CROSSED',
        source: 'A',
        symbol: 'AAPL',
        sequence: 2,
        part: 0,
        price: 1_000_200,
        reference: 1_000_200,
      },
    ]);
    a.quote(1_000_000, 300, 1_000_200, 100);
    expect(best(market)[1]).toBe(500);
  });

  test('a bid 20 % above a last price that is fresh stands, a higher one does not', () => {
    a.trade(1_000_000, 100);
    a.quote(1_200_000, 1, 1_300_000, 1);
    expect(best(market)[0]).toBe(1_200_000);
    a.quote(1_200_001, 1, 1_300_000, 1);
    expect(best(market)[0]).toBe(1_000_000);
    expect(market.state.quarantine.counts.QUOTE_OUT_OF_BAND).toBe(1);
    a.time('10:00:01.001').quote(1_200_001, 1, 1_300_000, 1);
    expect(best(market)[0]).toBe(1_200_001);
  });
});

describe('given the same number again', () => {
  test('it counts once; another part of it is another update', () => {
    const feed = new Feed(market).bid(100, 1).bid(100, 9, { sequence: 1 });
    expect(best(market).slice(0, 2)).toEqual([100, 1]);
    feed.bid(100, 9, { sequence: 1, part: 1 });
    expect(best(market).slice(0, 2)).toEqual([100, 9]);
    expect(market.state.sources[0]!.duplicates).toBe(1);
  });
});

describe('given a book of levels', () => {
  test('levels by price; an event shows when it is whole', () => {
    const feed = new Feed(market).bid(100, 5).bid(99, 7).ask(101, 3);
    feed.bid(100, 0, { flags: 0 });
    expect(best(market)).toEqual([100, 5, 101, 3]);
    feed.bid(98, 1, { sequence: 4, part: 1 });
    expect(best(market)).toEqual([99, 7, 101, 3]);
  });

  test('a source that never says LAST shows an event when the next begins', () => {
    new Feed(market).bid(100, 5, { flags: 0 }).ask(101, 3, { flags: 0 });
    expect(best(market)).toEqual([100, 5, 0, 0]);
  });

  test('after a hole the book is stale until a CLEAR, and the hole is listed', () => {
    const feed = new Feed(market).bid(100, 5).bid(99, 5, { sequence: 4 }).bid(98, 5);
    expect([stale(), best(market)]).toEqual([StaleReason.GAP, [0, 0, 0, 0]]);
    expect(market.state.sources[0]!.lost.listed).toEqual([
      { after: 1, before: 4, isAnnounced: false },
    ]);
    feed.clear({ flags: UpdateFlag.SNAPSHOT }).bid(97, 2, { sequence: 6, part: 1 });
    expect([stale(), best(market)]).toEqual([StaleReason.FRESH, [97, 2, 0, 0]]);
  });

  test('a missing part is a hole too', () => {
    new Feed(market).bid(100, 5).bid(99, 5, { sequence: 1, part: 2 });
    expect(stale()).toBe(StaleReason.GAP);
  });

  test('a hole in an ASCENDING source is none, unless the reader says so', () => {
    const feed = new Feed(market, 'A', 'ASCENDING').bid(100, 5).bid(99, 5, { sequence: 40 });
    expect(stale()).toBe(StaleReason.FRESH);
    feed.bid(98, 5, { flags: UpdateFlag.GAP_BEFORE | UpdateFlag.LAST });
    expect(stale()).toBe(StaleReason.GAP);
    expect(market.state.sources[0]!.lost.listed[0]).toMatchObject({ isAnnounced: true });
  });

  test('a source that numbers by instrument loses that instrument only', () => {
    const feed = new Feed(market, 'A', 'PER_INSTRUMENT', true, { 7: 'AAPL', 8: 'MSFT' });
    feed.bid(100, 5, { sequence: 1 }).bid(50, 5, { sequence: 1, instrument: 8 });
    feed.bid(100, 6, { sequence: 3 });
    const { quotes, sources } = market.state;
    expect([...quotes.stale.subarray(0, 2)]).toEqual([StaleReason.GAP, StaleReason.FRESH]);
    expect(sources[0]!.lost.listed[0]).toMatchObject({ after: 1, before: 3, symbol: 'AAPL' });
  });
});

describe('given a book of orders', () => {
  const price = 100;
  test('orders make levels; executions, reductions and replacements change them', () => {
    const feed = new Feed(market).order(ADD, 1, 10, { price }).order(ADD, 2, 5, { price });
    expect(best(market).slice(0, 2)).toEqual([100, 15]);
    feed.order(EXECUTE, 1, 4).order(DELETE, 2, 2);
    expect(best(market).slice(0, 2)).toEqual([100, 9]);
    feed.order(CHANGE, 1, 6, { price: 101 });
    expect(best(market).slice(0, 2)).toEqual([101, 6]);
    feed.order(DELETE, 1, 6).order(EXECUTE, 2, 3);
    expect(best(market).slice(0, 2)).toEqual([0, 0]);
  });

  test('an order that is not there means that something was lost', () => {
    const feed = new Feed(market, 'A', 'ASCENDING').order(ADD, 1, 10, { price });
    feed.order(DELETE, 9, 1);
    expect(stale()).toBe(StaleReason.GAP);
    expect(market.state.sources[0]!.state[0]).toBe(BookState.UNKNOWN_ORDER);
    expect(market.state.quarantine.counts.UNKNOWN_ORDER).toBe(1);
    feed.clear().order(ADD, 1, 3, { price });
    expect([stale(), best(market)[1]]).toEqual([StaleReason.FRESH, 3]);
  });
});
