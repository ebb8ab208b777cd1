import { expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { exerciseLots } from './exercise.ts';
import { bookFill, EMPTY_POSITION } from './position.ts';

// IRS Publication 550: the premium of a call is part of the basis of its shares, and of what they bring to who wrote it.

const usd = parseDecimal;
const tradeDate = parseDate('2026-11-20');
const lot = (lotId: string, quantity: bigint, cost: string) => ({
  lotId,
  openedBy: lotId,
  tradeDate,
  settlementDate: tradeDate,
  quantity,
  cost: usd(cost),
});
const share = (side: 'BUY' | 'SELL', quantity: bigint, principal: string, premium: bigint) =>
  bookFill(
    EMPTY_POSITION,
    {
      executionId: 'x',
      side,
      quantity,
      principal: usd(principal),
      fees: premium,
      tradeDate,
      settlementDate: tradeDate,
    },
    'FIFO',
  ).position.lots[0]?.cost;

test.each([
  // Three calls at 2.00 and 3.00 a share, strike 90: two are exercised, 400 of premium on 18 000.
  ['a call that was bought', [lot('a', 1n, '200'), lot('b', 2n, '600')], 'BUY', '18500'],
  // Written for 200 and 300: what they bring is 18 000 and 500.
  ['a call that was written', [lot('a', -1n, '-200'), lot('b', -2n, '-600')], 'SELL', '-18500'],
  ['a put that was bought', [lot('a', 1n, '200'), lot('b', 2n, '600')], 'SELL', '-17500'],
  ['a put that was written', [lot('a', -1n, '-200'), lot('b', -2n, '-600')], 'BUY', '17500'],
] as const)('the premium of %s goes along with the shares', (_, lots, side, cost) => {
  const { left, premium } = exerciseLots(lots, 2n);
  expect(share(side, 200n, '18000', premium)).toBe(usd(cost));
  const rest = lots[0].quantity > 0n ? lot('b', 1n, '300') : lot('b', -1n, '-300');
  expect(left).toEqual([rest]);
});
