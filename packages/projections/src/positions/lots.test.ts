import { adjustLots, bookFill, EMPTY_POSITION, parseDate, type Fill } from '@bellwether/domain';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { followLots, type LotChange } from './lots.ts';

const day = parseDate('2026-11-20');

/** Quantity (below zero for a sale), principal, fees. */
type Booked = readonly [quantity: bigint, principal: bigint, fees?: bigint];

const fills = (booked: readonly Booked[]): readonly Fill[] =>
  booked.map(([quantity, principal, fees = 0n], index) => ({
    executionId: `${index}`,
    side: quantity > 0n ? 'BUY' : 'SELL',
    quantity: quantity > 0n ? quantity : -quantity,
    principal,
    fees,
    tradeDate: day,
    settlementDate: day,
  }));

const follow = (...booked: readonly Booked[]) => followLots(fills(booked));

describe('lots', () => {
  test('go first in, first out, and a lot can be taken in part', () => {
    expect(follow([5n, 50n], [5n, 60n], [-7n, 140n])).toMatchObject({
      lots: [{ lotId: '1', quantity: 3n, cost: 36n }],
      realised: 140n - 74n,
    });
  });

  test('carry the fees of what opened them; what is realised is net of all fees', () => {
    expect(follow([10n, 100n, 10n], [-5n, 80n, 5n])).toMatchObject({
      lots: [{ quantity: 5n, cost: 55n }],
      realised: 75n - 55n,
    });
  });

  test('that are sold short are below zero, and nothing is realised before they are bought back', () => {
    expect(follow([-10n, 100n])).toMatchObject({
      lots: [{ quantity: -10n, cost: -100n }],
      realised: 0n,
    });
    expect(follow([-10n, 100n], [4n, 20n])).toMatchObject({
      lots: [{ quantity: -6n, cost: -60n }],
      realised: 20n,
    });
  });

  test('are all closed by a sale through zero, which opens a short one with the rest', () => {
    expect(follow([5n, 50n], [-8n, 160n])).toMatchObject({
      lots: [{ lotId: '1', quantity: -3n, cost: -60n }],
      realised: 50n,
    });
  });
});

const booking = fc
  .tuple(fc.bigInt(-9n, 9n), fc.bigInt(0n, 1_000n), fc.bigInt(-3n, 9n))
  .filter(([quantity]) => quantity !== 0n);

property.prop([fc.array(booking, { maxLength: 60 })])(
  'are those of the domain’s bookFill, to the last unit',
  (booked) => {
    const all = fills(booked);
    const { lots, realised } = all.reduce(
      (position, fill) => bookFill(position, fill, 'FIFO').position,
      EMPTY_POSITION,
    );
    expect(followLots(all)).toEqual({ lots, realised });
  },
);

test('take time in proportion to the fills', () => {
  // Every fill of a position of 50,000 lots would move them all, were they copied: 2.5 × 10⁹ steps instead of 10⁵.
  const opening = Array.from({ length: 50_000 }, (): Booked => [1n, 10n]);
  const closing = Array.from({ length: 50_000 }, (): Booked => [-1n, 11n]);
  expect(follow(...opening, ...closing)).toEqual({ lots: [], realised: 50_000n });
});

test('a split changes the lots that are held then, and what is sold later is of new shares', () => {
  const [first, second, sale] = fills([
    [7n, 2_100n],
    [3n, 900n],
    [-8n, 2_000n],
  ]);
  // 10 × 3 / 2 = 15.
  const split: LotChange = (lots) => adjustLots(lots, 15n, { newShares: 3n, oldShares: 2n }, 0n);
  expect(followLots([first!, second!, split, sale!])).toMatchObject({
    lots: [
      { lotId: '0', quantity: 3n, cost: 2_100n - 1_527n },
      { lotId: '1', quantity: 4n, cost: 900n },
    ],
    realised: 2_000n - 1_527n,
  });
});
