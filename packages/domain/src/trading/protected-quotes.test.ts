import { expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { SECOND } from '../time/new-york.ts';
import { priceImprovement, ProtectedQuotes } from './protected-quotes.ts';

const usd = parseDecimal;
const quote = (venue: string, bid: string, offer: string, at = 0n, quantity = 100n) => ({
  venue,
  bid: usd(bid),
  bidQuantity: quantity,
  offer: usd(offer),
  offerQuantity: quantity,
  at,
});

test('the national best is the best of all fresh quotes', () => {
  const quotes = new ProtectedQuotes();
  quotes.set(quote('XNAS', '99.98', '100.02'));
  quotes.set(quote('XNYS', '99.99', '100.03', SECOND));
  const five = 5n * SECOND;
  expect(quotes.best(five, five)).toEqual({
    bid: usd('99.99'),
    offer: usd('100.02'),
    isCrossed: false,
  });
  expect(quotes.best(five + 1n, five)).toMatchObject({ bid: usd('99.99'), offer: usd('100.03') });
  quotes.set(quote('XNYS', '99.99', '100.03', SECOND, 0n));
  expect(quotes.best(five + 1n, five)).toEqual({ bid: 0n, offer: 0n, isCrossed: false });
});

test('venues may lock or cross each other; such a market is flagged', () => {
  const quotes = new ProtectedQuotes();
  quotes.set(quote('XNAS', '100.02', '100.05'));
  quotes.set(quote('XNYS', '99.99', '100.02'));
  expect(quotes.best(0n, SECOND).isCrossed).toBe(true);
});

test('price improvement is counted from the side that protected the order', () => {
  const best = { bid: usd('99.98'), offer: usd('100.02') };
  expect(priceImprovement(true, usd('100.00'), best)).toBe(usd('0.02'));
  expect(priceImprovement(false, usd('99.99'), best)).toBe(usd('0.01'));
  expect(priceImprovement(true, usd('100'), { bid: 0n, offer: 0n })).toBeUndefined();
});
