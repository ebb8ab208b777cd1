import { readVenueQuotes, type SymbolQuote } from '@bellwether/domain';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Market, MarketStatus, UpdateKind } from '../../src/index.ts';
import type { ToldAgain } from '../../src/publish/told-again.ts';
import { venuePublisher } from '../../src/publish/venue-publisher.ts';
import { Feed } from './feed.ts';

// What is told to those whose orders meet the quotes of venues. A is a venue, B is not.

let market: Market;
let a: Feed;
let b: Feed;
let publisher: ToldAgain;
let told: SymbolQuote[][];
let isConnected: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  [told, isConnected] = [[], true];
  market = new Market({ listener: { changed: (i) => publisher.changed(i) } });
  publisher = venuePublisher({
    nats: { publish: (_, data) => void told.push([...readVenueQuotes(String(data))]) },
    isConnected: () => isConnected,
    state: market.state,
    venues: new Map([['A', 'XNAS']]),
    now: () => 1_000,
  });
  a = new Feed(market, 'A');
  b = new Feed(market, 'B');
});
afterEach(() => {
  publisher.stop();
  vi.useRealTimers();
});

const quote = { symbol: 'AAPL', venue: 'XNAS', at: 1_000_000_000n };
const sides = (bid: bigint, bidQuantity: bigint, offer: bigint, offerQuantity: bigint) => ({
  ...quote,
  bid,
  bidQuantity,
  offer,
  offerQuantity,
});

describe('quotes of venues that orders meet', () => {
  test('are told 20 ms after the first change, the newest alone, and no other source’s', () => {
    b.quote(1_000_100, 9, 1_000_300, 9);
    a.quote(1_000_000, 300, 1_000_200, 100).quote(1_000_100, 200, 1_000_200, 100);
    vi.advanceTimersByTime(19);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([[sides(1_000_100n, 200n, 1_000_200n, 100n)]]);
  });

  test('are told again every two seconds, though nothing changes', () => {
    publisher.start();
    a.quote(1_000_000, 300, 1_000_200, 100);
    vi.advanceTimersByTime(6_020);
    const [first, ...again] = told.filter((quotes) => quotes.length > 0);
    expect(again.slice(0, 3)).toEqual([first, first, first]);
  });

  test('of fractions of a unit and of a share are the worse whole ones', () => {
    a.quote(1_000_000.5, 1.9, 1_000_200.5, 2.9);
    vi.advanceTimersByTime(20);
    expect(told).toEqual([[sides(1_000_000n, 1n, 1_000_201n, 2n)]]);
  });

  test.each([
    ['crosses itself', () => a.quote(1_000_300, 1, 1_000_200, 1)],
    ['is halted', () => a.tell({ kind: UpdateKind.STATUS, status: MarketStatus.HALTED })],
    ['is silent, as others are heard', () => b.time('10:00:06').quote(1, 1, 2, 1)],
    ['has lost something', () => a.tell({ kind: UpdateKind.TRADE, sequence: 9, price: 1 })],
  ])('are empty where the venue %s', (_, happens) => {
    a.quote(1_000_000, 300, 1_000_200, 100);
    vi.advanceTimersByTime(20);
    happens();
    vi.advanceTimersByTime(20);
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject([{ ...quote, bidQuantity: 0n, offerQuantity: 0n }]);
  });

  test('are not told while NATS is away, and are afterwards', () => {
    publisher.start();
    isConnected = false;
    a.quote(1_000_000, 300, 1_000_200, 100);
    vi.advanceTimersByTime(3_000);
    expect(told).toEqual([]);
    isConnected = true;
    vi.advanceTimersByTime(2_000);
    expect(told[0]).toEqual([sides(1_000_000n, 300n, 1_000_200n, 100n)]);
  });
});
