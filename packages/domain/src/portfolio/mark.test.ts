import { describe, expect, test } from 'vitest';
import { markOf, type ConsolidatedMarket } from './mark.ts';

const market: ConsolidatedMarket = {
  last: 101n,
  bid: 100n,
  ask: 103n,
  stale: false,
  crossed: false,
  at: 5n,
};
const sale = { price: 99n, at: 4n };
const previous = { price: 90n, at: 1n };

describe('a position is marked', () => {
  test('at the official close once there is one, whatever is sold behind it', () => {
    const close = { price: 95n, at: 6n };
    expect(markOf({ close, market, sale, previous })).toEqual({
      price: 95n,
      at: 6n,
      source: 'OFFICIAL_CLOSE',
      stale: false,
    });
  });

  test('at the last eligible sale of the whole market before', () => {
    expect(markOf({ market, sale, previous })).toMatchObject({
      price: 101n,
      source: 'MARKET_LAST',
    });
  });

  test.each([
    ['of an even sum exactly', 100n, 104n, 102n],
    ['of an odd one at the even unit: below', 100n, 101n, 100n],
    ['of an odd one at the even unit: above', 101n, 102n, 102n],
  ])('without a sale in the middle of the best prices, %s', (_what, bid, ask, price) => {
    expect(markOf({ market: { ...market, last: undefined, bid, ask }, sale, previous })).toEqual({
      price,
      at: 5n,
      source: 'MARKET_MID',
      stale: false,
    });
  });

  test.each([
    ['crossed', { crossed: true }],
    ['too wide', { bid: 100n, ask: 111n }],
    ['of one side', { ask: undefined }],
    ['not to be relied on', { stale: true }],
  ])('at the last sale here where the best prices are %s', (_what, more) => {
    expect(markOf({ market: { ...market, last: undefined, ...more }, sale, previous })).toEqual({
      ...sale,
      source: 'LAST_SALE',
      stale: false,
    });
  });

  test('at what a corporate action left of the close, until there is a price behind it', () => {
    const adjusted = { price: 45n, at: 5n };
    const left = { ...adjusted, source: 'PREVIOUS', stale: true };
    const close = { price: 95n, at: 5n };
    expect(markOf({ close, market, sale, adjusted, previous })).toEqual(left);
    const later = { price: 47n, at: 6n };
    expect(markOf({ adjusted, sale: later, previous })).toMatchObject({ source: 'LAST_SALE' });
    expect(markOf({ adjusted, close: later, sale })).toMatchObject({ price: 47n });
  });

  test('at the mark of the days before, which is said to be stale, and never at nothing', () => {
    expect(markOf({ market: { ...market, stale: true }, previous })).toEqual({
      ...previous,
      source: 'PREVIOUS',
      stale: true,
    });
    expect(markOf({})).toBeUndefined();
  });
});
