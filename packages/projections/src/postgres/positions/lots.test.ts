import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { addLot, takeLots, type Lot } from './lots.ts';

const bought = (...buys: readonly (readonly [bigint, bigint])[]): readonly Lot[] =>
  buys.reduce<readonly Lot[]>((lots, [price, quantity]) => addLot(lots, price, quantity), []);

describe('lots', () => {
  test('go first in, first out, and a lot can be taken in part', () => {
    const held = bought([10n, 5n], [12n, 5n]);
    expect(takeLots(held, 7n)).toEqual({ lots: [{ price: '12', quantity: '3' }], cost: 74n });
  });

  test('bought one after the other at one price are one lot', () => {
    expect(bought([10n, 5n], [10n, 2n])).toEqual([{ price: '10', quantity: '7' }]);
  });

  test('that are all taken leave nothing; shares beyond them cost nothing', () => {
    expect(takeLots(bought([10n, 5n]), 5n)).toEqual({ lots: [], cost: 50n });
    expect(takeLots([], 3n)).toEqual({ lots: [], cost: 0n });
  });
});

const amounts = fc.tuple(fc.bigInt(0n, 20n), fc.bigInt(1n, 9n));

property.prop([fc.array(amounts, { maxLength: 12 }), fc.bigInt(0n, 60n)])(
  'what is taken and what is left are what was bought, to the last unit',
  (buys, wanted) => {
    const sum = (lots: readonly Lot[]): readonly [bigint, bigint] => [
      lots.reduce((total, lot) => total + BigInt(lot.quantity), 0n),
      lots.reduce((total, lot) => total + BigInt(lot.quantity) * BigInt(lot.price), 0n),
    ];
    const [shares, cost] = sum(bought(...buys));
    const taken = takeLots(bought(...buys), wanted);
    const [left, leftCost] = sum(taken.lots);
    expect(left).toBe(shares > wanted ? shares - wanted : 0n);
    expect(leftCost + taken.cost).toBe(cost);
  },
);
