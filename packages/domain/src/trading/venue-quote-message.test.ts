import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readVenueQuotes, VenueQuoteError, writeVenueQuotes } from './venue-quote-message.ts';

const quote = {
  symbol: 'AMZN',
  venue: 'XNAS',
  bid: 1_000_000n,
  bidQuantity: 300n,
  offer: 1_000_200n,
  offerQuantity: 0n,
  at: 1_764_500_000_000_000_000n,
};
const row = ['AMZN', 'XNAS', '1000000', '300', '1000200', '0', '1764500000000000000'];

describe('quotes of venues on the bus', () => {
  test('are arrays of digits', () => {
    expect(JSON.parse(writeVenueQuotes([quote]))).toEqual([row]);
    expect(readVenueQuotes(JSON.stringify([row]))).toEqual([quote]);
  });

  const amount = fc.bigInt({ min: 0n, max: 2n ** 62n });
  property.prop([
    fc.array(
      fc.record({
        symbol: fc.stringMatching(/^[\x21-\x7e]{1,32}$/),
        venue: fc.stringMatching(/^[A-Z0-9]{4}$/),
        bid: amount,
        bidQuantity: amount,
        offer: amount,
        offerQuantity: amount,
        at: amount,
      }),
      { maxLength: 20 },
    ),
  ])('are read as they were written', (quotes) => {
    expect(readVenueQuotes(writeVenueQuotes(quotes))).toEqual(quotes);
  });

  test.each([
    ['no JSON', '[['],
    ['no array', '{}'],
    ['too many', JSON.stringify(Array.from({ length: 501 }, () => row))],
    ['a field short', JSON.stringify([row.slice(1)])],
    ['a number', JSON.stringify([[...row.slice(0, 6), 5]])],
    ['a price below zero', JSON.stringify([row.with(2, '-1')])],
    ['a price with a point', JSON.stringify([row.with(2, '1.5')])],
    ['a price beyond 63 bits', JSON.stringify([row.with(2, '9223372036854775808')])],
    ['a venue that is no MIC', JSON.stringify([row.with(1, 'nasdaq')])],
    ['a symbol that is none', JSON.stringify([row.with(0, 'A B')])],
  ])('are refused where they are %s', (_, text) => {
    expect(() => readVenueQuotes(text)).toThrow(VenueQuoteError);
  });
});
