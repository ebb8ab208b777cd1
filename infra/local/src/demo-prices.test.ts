import { INSTRUMENTS, TICK } from '@bellwether/demo';
import { expect, test } from 'vitest';
import { DEMO_PRICES } from './topology.ts';

test('the made-up venues quote what the demo market trades, around the prices with which it begins', () => {
  const prices = DEMO_PRICES.split(',').map((one) => one.split('='));
  expect(prices.map(([symbol, price]) => [symbol, Number(price)])).toEqual(
    INSTRUMENTS.map(({ instrumentId, startTicks }) => [
      instrumentId,
      (startTicks * Number(TICK)) / 10_000,
    ]),
  );
});
