import type { BookSide } from '@bellwether/domain';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { booked } from './average-cost.ts';
import { positionsProjection } from './projection.ts';
import type { PositionRow } from './table.ts';

const FLAT: PositionRow = {
  positionId: 'alice/X',
  accountId: 'alice',
  instrumentId: 'X',
  quantity: 0n,
  reserved: 0n,
  cost: 0n,
  realised: 0n,
  position: 0n,
};

type Booked = readonly [side: BookSide, quantity: bigint, principal: bigint, fees?: bigint];

const after = (...fills: readonly Booked[]): PositionRow =>
  fills.reduce(
    (row, [side, quantity, principal, fees = 0n]) =>
      booked(row, { side, quantity, principal, fees }),
    FLAT,
  );

describe('a position at average cost', () => {
  test('levels purchases; a sale realises proceeds less average cost', () => {
    expect(after(['BUY', 100n, 1_000n], ['BUY', 100n, 1_200n], ['SELL', 150n, 2_250n])).toEqual({
      ...FLAT,
      quantity: 50n,
      cost: 550n,
      realised: 600n,
    });
  });

  test('sold short has a cost below zero, and realises when it is bought back', () => {
    const short = after(['SELL', 10n, 100n]);
    expect(short).toMatchObject({ quantity: -10n, cost: -100n, realised: 0n });
    expect(booked(short, { side: 'BUY', quantity: 10n, principal: 70n, fees: 1n })).toMatchObject({
      quantity: 0n,
      cost: 0n,
      realised: 29n,
    });
  });

  test('that is sold through zero is closed and opened the other way', () => {
    expect(after(['BUY', 5n, 50n], ['SELL', 8n, 160n])).toMatchObject({
      quantity: -3n,
      cost: -60n,
      realised: 50n,
    });
  });
});

property.prop([
  fc.array(
    fc.tuple(
      fc.constantFrom<BookSide>('BUY', 'SELL'),
      fc.bigInt(1n, 20n),
      fc.bigInt(0n, 5_000n),
      fc.bigInt(-3n, 9n),
    ),
    { maxLength: 60 },
  ),
])('cost less realised is what was paid with fees, to the last unit', (fills) => {
  const { quantity, cost, realised } = after(...fills);
  const net = (amount: (fill: (typeof fills)[number]) => bigint): bigint =>
    fills.reduce((sum, fill) => sum + amount(fill), 0n);
  expect(quantity).toBe(net(([side, shares]) => (side === 'BUY' ? shares : -shares)));
  expect(cost - realised).toBe(
    net(([side, , principal, fees]) => (side === 'BUY' ? principal : -principal) + fees),
  );
  if (quantity === 0n) expect(cost).toBe(0n);
});

describe('a corporate action', () => {
  const held = after(['BUY', 7n, 2_100n]);
  const act = (type: 'PositionAdjusted' | 'DividendAccrued', data: object): unknown =>
    positionsProjection.evolve(held, { fact: { type, data }, position: 9n } as never, 'alice/X');

  test('leaves the cost, but for what was paid in cash', () => {
    const data = { newShares: 3, oldShares: 2, quantityBefore: 7n, quantity: 10n, cash: 120n };
    expect(act('PositionAdjusted', data)).toEqual({
      ...held,
      quantity: 10n,
      cost: 2_000n,
      realised: 20n,
      position: 9n,
    });
  });

  test('that returns capital lowers it', () => {
    expect(act('DividendAccrued', { quantity: 7n, amount: 700n, returnOfCapital: 0n })).toEqual({
      ...held,
      position: 9n,
    });
    expect(act('DividendAccrued', { quantity: 7n, amount: 700n, returnOfCapital: 300n })).toEqual({
      ...held,
      cost: 1_800n,
      position: 9n,
    });
  });
});
