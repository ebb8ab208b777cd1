import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { followLots } from './lots.ts';

const moves = (...movements: readonly (readonly [bigint, bigint])[]) =>
  followLots(movements.map(([price, quantity]) => ({ price, quantity })));

describe('lots', () => {
  test('go first in, first out, and a lot can be taken in part', () => {
    expect(moves([10n, 5n], [12n, 5n], [20n, -7n])).toEqual({
      lots: [{ price: 12n, quantity: 3n }],
      realised: 7n * 20n - 74n,
    });
  });

  test('bought one after the other at one price are one lot; not so behind one that is gone', () => {
    expect(moves([10n, 5n], [10n, 2n]).lots).toEqual([{ price: 10n, quantity: 7n }]);
    expect(moves([10n, 5n], [11n, -5n], [10n, 2n]).lots).toEqual([{ price: 10n, quantity: 2n }]);
  });

  test('that are all sold leave nothing; shares beyond them cost nothing', () => {
    expect(moves([10n, 5n], [10n, -8n])).toEqual({ lots: [], realised: 30n });
  });
});

const amounts = fc.tuple(fc.bigInt(0n, 20n), fc.bigInt(-9n, 9n));

property.prop([fc.array(amounts, { maxLength: 40 })])(
  'what was paid is what was realised less what came in, plus what is still held, to the last unit',
  (movements) => {
    let held = 0n;
    const possible = movements.filter(([, quantity]) => {
      if (held + quantity < 0n) return false;
      held += quantity;
      return true;
    });
    const { lots, realised } = moves(...possible);
    const net = possible.reduce((sum, [price, quantity]) => sum + price * quantity, 0n);
    const cost = lots.reduce((sum, lot) => sum + lot.price * lot.quantity, 0n);
    expect(lots.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(held);
    expect(cost - realised).toBe(net);
  },
);
