import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { OrderId } from '../kernel/ids.ts';
import { OpenOrders } from './open-orders.ts';
import type { OpenOrder } from './state.ts';

const orderOf = (orderId: string): OpenOrder => ({ orderId }) as OpenOrder;
const byId = (orders: Iterable<readonly [string, OpenOrder]>): readonly [string, OpenOrder][] =>
  [...orders]
    .map(([id, order]): [string, OpenOrder] => [id, order])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('open orders', () => {
  // Few ids, so that they come and go, and some of them shorter than what tells their part.
  const ids = fc.constantFrom('', 'a', 'b1', ...Array.from({ length: 40 }, (_, i) => `order-${i}`));
  const steps = fc.array(fc.record({ id: ids, enters: fc.boolean() }), { maxLength: 200 });

  test.prop([steps])('are what a map of them is', (changes) => {
    const orders = new OpenOrders();
    const map = new Map<string, OpenOrder>();
    for (const { id, enters } of changes) {
      if (enters) {
        const order = orderOf(id);
        orders.set(id as OrderId, order);
        map.set(id, order);
      } else {
        orders.delete(id as OrderId);
        map.delete(id);
      }
      expect(orders.size).toBe(map.size);
      expect(orders.has(id as OrderId)).toBe(map.has(id));
      expect(orders.get(id as OrderId)).toBe(map.get(id));
    }
    expect(byId(orders)).toEqual(byId(map));
  });

  test.prop([steps])('come back in the same order from what they hold', (changes) => {
    const orders = new OpenOrders();
    for (const { id, enters } of changes) if (enters) orders.set(id as OrderId, orderOf(id));
    expect([...new OpenOrders(orders.values())]).toEqual([...orders]);
  });
});
