import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Market, UpdateAction, UpdateSide, type MarketUpdate } from '../../src/index.ts';
import { best, Feed } from './feed.ts';

const { ADD, CHANGE, DELETE, EXECUTE } = UpdateAction;

const step = fc.record({
  deed: fc.constantFrom('add', 'add', 'add', 'change', 'delete', 'execute', 'clear'),
  order: fc.nat(60),
  isAsk: fc.boolean(),
  distance: fc.nat(30),
  quantity: fc.integer({ min: 1, max: 50 }),
});

interface Order {
  readonly isAsk: boolean;
  readonly price: number;
  readonly quantity: number;
}

/** Best bid and ask with sizes, from nothing but the list of orders. */
const naive = (orders: readonly Order[]): readonly number[] => {
  const side = (isAsk: boolean, pick: (...prices: number[]) => number): readonly number[] => {
    const own = orders.filter((order) => order.isAsk === isAsk);
    if (own.length === 0) return [0, 0];
    const price = pick(...own.map((order) => order.price));
    const there = own.filter((order) => order.price === price);
    return [price, there.reduce((sum, { quantity }) => sum + quantity, 0)];
  };
  return [...side(false, Math.max), ...side(true, Math.min)];
};

test.prop([fc.array(step, { maxLength: 300 })])(
  'given any orders, the best prices are those of a list of the orders',
  (steps) => {
    const market = new Market({ instrumentsMax: 1 });
    const feed = new Feed(market);
    const orders = new Map<number, Order>();
    let references = 0;
    const price = (isAsk: boolean, distance: number): number =>
      isAsk ? 1_001 + distance : 1_000 - distance;
    for (const { deed, order, isAsk, distance, quantity } of steps) {
      const known = [...orders.keys()];
      const id = known[order % Math.max(known.length, 1)];
      const old = id === undefined ? undefined : orders.get(id);
      if (deed === 'clear' && distance === 0) {
        feed.clear();
        orders.clear();
      } else if (deed === 'add') {
        const next = { isAsk, price: price(isAsk, distance), quantity };
        // References far apart, in both halves.
        const reference = ++references * 0x9e_37_79_b1;
        const halves = {
          orderHigh: Math.floor(reference / 2 ** 32),
          orderLow: reference % 2 ** 32,
        };
        const side = isAsk ? UpdateSide.ASK : UpdateSide.BID;
        feed.order(ADD, halves.orderLow, quantity, { ...halves, side, price: next.price });
        orders.set(reference, next);
      } else if (id !== undefined && old !== undefined) {
        const orderHigh = Math.floor(id / 2 ** 32);
        const taken = Math.min(quantity, old.quantity);
        const left = old.quantity - taken;
        if (deed === 'change') {
          const next = { ...old, price: price(old.isAsk, distance), quantity };
          const fields: Partial<MarketUpdate> = { orderHigh, price: next.price };
          feed.order(CHANGE, id % 2 ** 32, quantity, fields);
          orders.set(id, next);
        } else {
          const action = deed === 'execute' ? EXECUTE : DELETE;
          feed.order(action, id % 2 ** 32, taken, { orderHigh, price: old.price });
          if (left > 0) orders.set(id, { ...old, quantity: left });
          else orders.delete(id);
        }
      }
      expect(best(market)).toEqual(naive([...orders.values()]));
    }
    expect(market.state.quarantine.count).toBe(0);
  },
);

test('given more orders than the index began with, and few that live, all are found', () => {
  const market = new Market({ instrumentsMax: 1 });
  const feed = new Feed(market);
  for (let id = 1; id <= 20_000; id++) {
    feed.order(ADD, id, 1, { price: 100 });
    if (id > 10) feed.order(DELETE, id - 10, 1, { price: 100 });
  }
  expect(best(market).slice(0, 2)).toEqual([100, 10]);
  for (let id = 30_001; id <= 34_000; id++) feed.order(ADD, id, 1, { price: 100 });
  expect(best(market).slice(0, 2)).toEqual([100, 4_010]);
  expect(market.state.quarantine.count).toBe(0);
});
