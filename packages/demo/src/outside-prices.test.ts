import { expect, test } from 'vitest';
import { OutsidePrices } from './outside-prices.ts';

const row = { symbol: 'ACME', bid: '1000000', ask: '1000300', stale: null };

test('the price outside is the middle of the best quotes, in cents, while there are any', () => {
  const prices = new OutsidePrices();
  expect(prices.of('ACME')).toBeUndefined();
  prices.quoted([row]);
  expect(prices.of('ACME')).toBe(10_001);
  prices.quoted([{ ...row, stale: 'SILENT' }]);
  expect(prices.of('ACME')).toBeUndefined();
  prices.quoted([row]);
  prices.quoted([{ ...row, ask: null as never }]);
  expect(prices.of('ACME')).toBeUndefined();
});
