import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { AccountId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { OpenOrders } from './open-orders.ts';
import type { OpenOrder } from './open-order.ts';

/** Its instrument, account and entry follow from its id, as they do not change. */
const orderOf = (orderId: string): OpenOrder =>
  ({
    orderId,
    instrumentId: `i${orderId.length % 3}`,
    accountId: `a${orderId.charCodeAt(0) % 2}`,
    entrySequence: BigInt(orderId.length % 5),
  }) as unknown as OpenOrder;
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
        if (map.has(id)) continue;
        const order = orderOf(id);
        orders.add(order);
        map.set(id, order);
      } else {
        const order = map.get(id);
        if (order !== undefined) orders.delete(order);
        map.delete(id);
      }
      expect(orders.size).toBe(map.size);
      expect(orders.has(id as OrderId)).toBe(map.has(id));
      expect(orders.get(id as OrderId)).toBe(map.get(id));
    }
    expect(byId(orders)).toEqual(byId(map));
    // Each has a number of its own, and no number is larger than there ever were orders at once.
    for (const order of map.values()) expect(orders.ofRef(order.ref)).toBe(order);
  });

  const questions = fc.array(fc.record({ id: ids, enters: fc.boolean(), asks: fc.boolean() }), {
    maxLength: 200,
  });

  /** What a look at all of them finds. */
  const found = (
    orders: OpenOrders,
    belongs: (order: OpenOrder) => boolean,
  ): readonly OpenOrder[] =>
    [...orders.values()]
      .filter(belongs)
      .toSorted(
        (a, b) => Number(a.entrySequence - b.entrySequence) || (a.orderId < b.orderId ? -1 : 1),
      );

  test.prop([questions])(
    'of one instrument or account are those that a look at all of them finds, whenever one asks',
    (changes) => {
      const orders = new OpenOrders();
      const check = (): void => {
        for (const id of ['i0', 'i1', 'i2', 'none'])
          expect(orders.ofInstrument(id as InstrumentId)).toEqual(
            found(orders, ({ instrumentId }) => instrumentId === id),
          );
        for (const id of ['a0', 'a1', 'aNaN'])
          expect(orders.ofAccount(id as AccountId)).toEqual(
            found(orders, ({ accountId }) => accountId === id),
          );
      };
      for (const { id, enters, asks } of changes) {
        const order = orders.get(id as OrderId);
        if (enters && order === undefined) orders.add(orderOf(id));
        else if (!enters && order !== undefined) orders.delete(order);
        if (asks) check();
      }
      check();
    },
  );

  test('are found by instrument after more have entered than are noted', () => {
    const orders = new OpenOrders();
    const first = orderOf('first');
    orders.add(first);
    expect(orders.ofInstrument(first.instrumentId)).toEqual([first]);
    for (let n = 0; n < 140_000; n++) orders.add(orderOf(`n${n}`));
    expect(orders.ofInstrument(first.instrumentId)).toHaveLength(
      found(orders, ({ instrumentId }) => instrumentId === first.instrumentId).length,
    );
  });

  test('are there once', () => {
    const orders = new OpenOrders([orderOf('a')]);
    expect(() => orders.add(orderOf('a'))).toThrow('accepted twice');
  });

  test.prop([steps])('come back in the same order from what they hold', (changes) => {
    const orders = new OpenOrders();
    for (const { id, enters } of changes)
      if (enters && !orders.has(id as OrderId)) orders.add(orderOf(id));
    expect([...new OpenOrders(orders.values())]).toEqual([...orders]);
  });
});
