import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { OrderTable } from './order-table.ts';

/** Few keys, so that they collide, come back, and leave holes. */
const steps = fc.array(
  fc.record({ high: fc.nat(3), low: fc.nat(40), units: fc.integer({ min: 1, max: 9 }) }),
  { maxLength: 300 },
);

test.prop([steps])(
  'given orders that come, shrink and go, the table holds what a Map holds',
  (all) => {
    const table = new OrderTable(1_000);
    const map = new Map<string, number>();
    for (const { high, low, units } of all) {
      const key = `${high}:${low}`;
      const left = map.get(key);
      const slot = table.find(high, low);
      expect(slot >= 0).toBe(left !== undefined);
      if (left === undefined) {
        table.add(high, low, low, high === 1, units, 10);
        map.set(key, 10);
        continue;
      }
      expect([table.unitsOf(slot), table.locateOf(slot), table.isAsk(slot)]).toEqual([
        left,
        low,
        high === 1,
      ]);
      table.take(slot, Math.min(units, left));
      if (units >= left) map.delete(key);
      else map.set(key, left - units);
    }
    expect(table.size).toBe(map.size);
  },
);

test('given more orders than it began with room for, it grows and keeps them all', () => {
  const table = new OrderTable(1_000_000);
  for (let low = 0; low < 200_000; low++) table.add(low % 2, low, 1, false, low, low);
  for (let low = 0; low < 200_000; low += 2) table.remove(table.find(0, low));
  const found = Array.from({ length: 200_000 }, (_, low) => table.find(low % 2, low)).map(
    (slot, low) => (low % 2 === 0 ? slot === -1 : table.unitsOf(slot) === low),
  );
  expect(found.every(Boolean)).toBe(true);
});
