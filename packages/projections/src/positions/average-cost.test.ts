import type { BookSide } from '@bellwether/domain';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { foldFacts, type Rows } from '../runtime/fold.ts';
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

describe('a merger or spin-off', () => {
  const held = after(['BUY', 7n, 2_100n]);
  const base = { accountId: 'alice', instrumentId: 'X', otherInstrumentId: 'Y', actionId: 'm' };
  const ratio = { newShares: 3, oldShares: 2, quantityBefore: 7n };
  const none = { cash: 0n, cashInLieu: 0n, value: 0n };
  /** Rows of X and Y after it. */
  const act = (data: object, other?: PositionRow): readonly unknown[] => {
    const fact = { type: 'PositionExchanged', data: { ...base, ...ratio, ...none, ...data } };
    const recorded = { fact, position: 9n } as never;
    const rows: Rows = new Map([
      ['alice/X', held],
      ['alice/Y', other],
    ]);
    expect(positionsProjection.keysOf(recorded)).toEqual([...rows.keys()]);
    foldFacts(positionsProjection, [recorded], rows);
    return [rows.get('alice/X'), rows.get('alice/Y')];
  };

  test('takes the cost along; cash beside the shares lowers it, a part of a share is realised', () => {
    // 2,100 less 100; 7 × 3 / 2 = 10.5, half a share has 1/21 of 2,000, 95, and brought 120.
    const merger = { quantity: 0n, received: 10n, cash: 100n, cashInLieu: 120n };
    expect(act({ ...merger, costBasisPoints: 10_000 })).toMatchObject([
      { quantity: 0n, cost: 0n, realised: 0n, position: 9n },
      { quantity: 10n, cost: 1_905n, realised: 25n, position: 9n },
    ]);
  });

  test('splits it as announced, and joins what is held', () => {
    const other = { ...FLAT, positionId: 'alice/Y', instrumentId: 'Y', quantity: 5n, cost: 100n };
    const spinOff = { quantity: 7n, received: 10n, cashInLieu: 0n, costBasisPoints: 2_000 };
    // A fifth of 2,100 is 420, of which half a share takes 20 along for nothing.
    expect(act(spinOff, other)).toMatchObject([
      { quantity: 7n, cost: 1_680n, realised: 0n },
      { quantity: 15n, cost: 500n, realised: -20n },
    ]);
  });

  test('covers who is short of the acquirer', () => {
    const short = {
      ...FLAT,
      positionId: 'alice/Y',
      instrumentId: 'Y',
      quantity: -4n,
      cost: -2_000n,
    };
    const merger = { quantity: 0n, received: 10n, cashInLieu: 100n, costBasisPoints: 10_000 };
    // 2,000 for 10 shares: four of them, 800, cover what brought 2,000.
    expect(act(merger, short)).toMatchObject([
      { quantity: 0n, cost: 0n },
      { quantity: 6n, cost: 1_200n, realised: 1_200n },
    ]);
  });

  test('for cash realises it, and touches no other row', () => {
    const data = { ...base, ...none, otherInstrumentId: undefined, quantity: 0n, received: 0n };
    const fact = { type: 'PositionExchanged', data: { ...data, cash: 2_500n, costBasisPoints: 0 } };
    const rows: Rows = new Map([['alice/X', held]]);
    foldFacts(positionsProjection, [{ fact, position: 9n } as never], rows);
    expect([...rows]).toMatchObject([['alice/X', { quantity: 0n, cost: 0n, realised: 400n }]]);
  });

  test('waits as a whole where one of its rows waits, and says so where only one is known', () => {
    const data = { ...base, ...ratio, ...none, quantity: 0n, received: 10n };
    const fact = { type: 'PositionExchanged', data: { ...data, costBasisPoints: 10_000 } };
    const recorded = { fact, position: 9n } as never;
    const rows: Rows = new Map([['alice/X', held]]);
    const parked = foldFacts(positionsProjection, [recorded], rows, new Set(['alice/X']));
    expect(parked.refused.map(({ key }) => key)).toEqual(['alice/X', 'alice/Y']);
    expect(rows.get('alice/X')).toBe(held);
    const alone = { ...positionsProjection, keysOf: () => ['alice/Y'] };
    expect(foldFacts(alone, [recorded], new Map()).refused[0]?.error.message).toContain('rebuild');
  });
});
