import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { uncrossPrice, type AuctionResult, type AuctionSide } from './uncross-price.ts';

const side = (market: number, ...levels: (readonly [number, number])[]): AuctionSide => ({
  market,
  levels: levels.map(([price, quantity]) => ({ price, quantity })),
});

describe('the auction price', () => {
  test('is the one with the most volume', () =>
    expect(uncrossPrice(side(0, [102, 30], [101, 40]), side(0, [99, 20], [101, 50]), 100)).toEqual({
      price: 101,
      volume: 70,
      imbalance: 0,
    }));

  test('among those, has the least imbalance', () =>
    expect(uncrossPrice(side(0, [102, 100], [101, 50]), side(0, [100, 100]), 0)).toEqual({
      price: 102,
      volume: 100,
      imbalance: 0,
    }));

  test('among those, is the highest if buyers are left over', () =>
    expect(uncrossPrice(side(0, [102, 100]), side(0, [98, 60]), 100)).toEqual({
      price: 102,
      volume: 60,
      imbalance: 40,
    }));

  test('among those, is the lowest if sellers are left over', () =>
    expect(uncrossPrice(side(0, [102, 60]), side(0, [98, 100]), 100)).toEqual({
      price: 98,
      volume: 60,
      imbalance: -40,
    }));

  test.each([
    [100, 100],
    [110, 102],
    [90, 98],
    [0, 98],
  ])('else is the closest to the reference: %i gives %i', (reference, price) =>
    expect(uncrossPrice(side(0, [102, 60]), side(0, [98, 60]), reference).price).toBe(price),
  );

  test('of market orders alone is the reference, and without one there is none', () => {
    expect(uncrossPrice(side(10), side(7), 55)).toEqual({ price: 55, volume: 7, imbalance: 3 });
    expect(uncrossPrice(side(10), side(7), 0).volume).toBe(0);
  });

  test('does not exist where nothing crosses', () =>
    expect(uncrossPrice(side(0, [99, 10]), side(0, [101, 10]), 100)).toEqual({
      price: 0,
      volume: 0,
      imbalance: 0,
    }));
});

const levels = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 })),
  {
    maxLength: 8,
    selector: ([price]) => price,
  },
);
const market = fc.integer({ min: 0, max: 12 });

property.prop([market, levels, market, levels, fc.integer({ min: 0, max: 31 })])(
  'what a try of every price finds',
  (buyMarket, bids, sellMarket, asks, reference) => {
    const buys = side(buyMarket, ...bids.toSorted((a, b) => b[0] - a[0]));
    const sells = side(sellMarket, ...asks.toSorted((a, b) => a[0] - b[0]));
    expect(uncrossPrice(buys, sells, reference)).toEqual(tryAll(buys, sells, reference));
  },
);

const tryAll = (buys: AuctionSide, sells: AuctionSide, reference: number): AuctionResult => {
  const named = [...buys.levels, ...sells.levels].map((l) => l.price);
  if (reference !== 0) named.push(reference);
  const sum = (s: AuctionSide, joins: (price: number) => boolean): number =>
    s.levels.filter((l) => joins(l.price)).reduce((total, l) => total + l.quantity, s.market);
  const trials: AuctionResult[] = [];
  for (let price = Math.min(...named); price <= Math.max(...named); price++) {
    const bought = sum(buys, (p) => p >= price);
    const sold = sum(sells, (p) => p <= price);
    trials.push({ price, volume: Math.min(bought, sold), imbalance: bought - sold });
  }
  const volume = Math.max(0, ...trials.map((t) => t.volume));
  if (volume === 0) return { price: 0, volume: 0, imbalance: 0 };
  const full = trials.filter((t) => t.volume === volume);
  const least = Math.min(...full.map((t) => Math.abs(t.imbalance)));
  const tied = full.filter((t) => Math.abs(t.imbalance) === least);
  if (tied.every((t) => t.imbalance > 0)) return tied.at(-1)!;
  if (tied.every((t) => t.imbalance < 0)) return tied[0]!;
  const closer = (a: AuctionResult, b: AuctionResult): AuctionResult =>
    Math.abs(b.price - reference) < Math.abs(a.price - reference) ? b : a;
  return tied.reduce(closer);
};
