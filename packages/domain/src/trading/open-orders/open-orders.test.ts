import { isDeepStrictEqual } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { AccountId, InstrumentId, OrderId } from '../../kernel/ids.ts';
import { goldenEntry } from '../../contracts/registry/golden.ts';
import type { OrderAcceptedFact } from '../../orders/facts.ts';
import { OpenOrders } from './open-orders.ts';
import type { OpenOrder, PlainOrder } from './open-order.ts';
import { copyOf } from './open-row.ts';

const idOf = (n: number): OrderId =>
  `0192f3a0-7c1e-7aaa-8bbb-${n.toString(16).padStart(12, '0')}` as OrderId;

/** Its instrument, account and entry follow from its number, as they do not change. */
const orderOf = (n: number): PlainOrder => ({
  orderId: idOf(n),
  instrumentId: `i${n % 3}` as InstrumentId,
  accountId: `a${n % 2}` as AccountId,
  entrySequence: BigInt(n % 5),
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: BigInt(n),
  limitPrice: 1n,
  reserved: 0n,
  leaves: BigInt(n),
  shown: 0n,
  closing: 0n,
  triggered: false,
  ref: -1,
});
const add = (orders: OpenOrders, order: PlainOrder): OpenOrder => orders.add(order, order);
const withoutRef = (order: OpenOrder | PlainOrder): PlainOrder => ({
  ...('copy' in order ? copyOf(order) : (order as PlainOrder)),
  ref: -1,
});
const byId = (orders: Iterable<PlainOrder>): readonly PlainOrder[] =>
  [...orders].map(withoutRef).toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1));

describe('open orders', () => {
  // Few ids, so that they come and go.
  const ids = fc.integer({ min: 0, max: 40 });
  const steps = fc.array(fc.record({ id: ids, enters: fc.boolean() }), { maxLength: 200 });

  test.prop([steps])('are what a map of them is', (changes) => {
    const orders = new OpenOrders();
    const map = new Map<number, PlainOrder>();
    for (const { id, enters } of changes) {
      if (enters) {
        if (map.has(id)) continue;
        add(orders, orderOf(id));
        map.set(id, orderOf(id));
      } else {
        const order = orders.get(idOf(id));
        if (order !== undefined) orders.delete(order);
        map.delete(id);
      }
      expect(orders.size).toBe(map.size);
      expect(orders.has(idOf(id))).toBe(map.has(id));
      const found = orders.get(idOf(id));
      expect(found && withoutRef(found)).toEqual(map.get(id));
    }
    expect(byId(orders.values())).toEqual(byId(map.values()));
    // Each has a number of its own, by which it is found.
    const refs = [...orders.values()].map(({ ref }) => ref);
    expect(new Set(refs).size).toBe(map.size);
    for (const order of orders.values())
      expect(orders.ofRef(order.ref)?.orderId).toBe(order.orderId);
  });

  const questions = fc.array(fc.record({ id: ids, enters: fc.boolean(), asks: fc.boolean() }), {
    maxLength: 200,
  });

  /** What a look at all of them finds. */
  const found = (
    orders: OpenOrders,
    belongs: (order: PlainOrder) => boolean,
  ): readonly PlainOrder[] =>
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
          expect(orders.ofInstrument(id as InstrumentId).map(copyOf)).toEqual(
            found(orders, ({ instrumentId }) => instrumentId === id),
          );
        for (const id of ['a0', 'a1', 'none'])
          expect(orders.ofAccount(id as AccountId).map(copyOf)).toEqual(
            found(orders, ({ accountId }) => accountId === id),
          );
      };
      for (const { id, enters, asks } of changes) {
        const order = orders.get(idOf(id));
        if (enters && order === undefined) add(orders, orderOf(id));
        else if (!enters && order !== undefined) orders.delete(order);
        if (asks) check();
      }
      check();
    },
  );

  test('are found by instrument after more have entered than are noted, and by id however many there are', () => {
    const orders = new OpenOrders();
    const all = Array.from({ length: 132_000 }, (_, n) => orderOf(n));
    for (const [n, order] of all.entries()) {
      add(orders, order);
      // From here on those that enter are noted, until they are too many.
      if (n === 0) expect(orders.ofInstrument(order.instrumentId)).toHaveLength(1);
    }
    expect(orders.ofInstrument('i0' as InstrumentId)).toHaveLength(44_000);
    const isEven = (_: PlainOrder, n: number): boolean => n % 2 === 0;
    for (const { orderId } of all.filter(isEven)) orders.delete(orders.get(orderId)!);
    const wrong = all.filter((order, n) => orders.has(order.orderId) === isEven(order, n));
    expect(wrong).toEqual([]);
  });

  test('are there once, and have ids that are UUIDs', () => {
    const orders = new OpenOrders([orderOf(1)]);
    expect(() => add(orders, orderOf(1))).toThrow('accepted twice');
    expect(() => add(orders, { ...orderOf(2), orderId: 'two' as OrderId })).toThrow('no id');
    expect(orders.get('two' as OrderId)).toBeUndefined();
    expect(orders.size).toBe(1);
  });

  test('say after their end what they were, and cannot end again', () => {
    const orders = new OpenOrders([orderOf(7)]);
    const order = orders.get(idOf(7))!;
    orders.delete(order);
    expect(order).toMatchObject({ orderId: idOf(7), leaves: 7n });
    expect(orders.ofRef(order.ref)).toBeUndefined();
    expect(() => orders.delete(order)).toThrow('not open');
  });

  test('that have ended leave alone what stands in their place', () => {
    const orders = new OpenOrders([orderOf(7)]);
    const ended = orders.get(idOf(7))!;
    orders.delete(ended);
    const other = { ...orderOf(8), clientOrderId: 'of-8' };
    const next = add(orders, other);
    expect(next.ref).toBe(ended.ref);
    expect(() => orders.delete(ended)).toThrow('has ended');
    expect(() => Object.assign(ended, { leaves: 0n })).toThrow('has ended');
    expect(() => Object.assign(ended, { triggered: true })).toThrow('has ended');
    expect(() => Object.assign(ended, { clientOrderId: 'c' })).toThrow('has ended');
    expect(() => Object.assign(ended, { expiresOn: 1 })).toThrow('has ended');
    expect(withoutRef(orders.get(idOf(8))!)).toEqual(other);
  });

  test.prop([steps])('come back from a snapshot, and from copies of themselves', (changes) => {
    const orders = new OpenOrders();
    for (const { id, enters } of changes) {
      const order = orders.get(idOf(id));
      if (enters && order === undefined) add(orders, { ...orderOf(id), clientOrderId: `c${id}` });
      else if (!enters && order !== undefined) orders.delete(order);
    }
    for (const again of [
      OpenOrders.of(structuredClone(orders.image())),
      new OpenOrders(orders.values()),
    ]) {
      expect([...again.values()].map(withoutRef)).toEqual([...orders.values()].map(withoutRef));
      expect(again.digest()).toBe(orders.digest());
      const reversed = [...orders.values()].toReversed();
      expect(new OpenOrders(reversed).digest()).toBe(orders.digest());
      for (const order of orders.values())
        expect(again.get(order.orderId)?.clientOrderId).toBe(order.clientOrderId);
      // Numbers go on without gaps.
      expect(add(again, orderOf(99)).ref).toBe(orders.size);
    }
  });

  test('are not read by a program in which their rows mean something else', () => {
    const image = new OpenOrders([orderOf(1)]).image();
    expect(() => OpenOrders.of({ ...image, layout: 'another' })).toThrow('in another way');
  });
});

describe('an open order', () => {
  const golden = goldenEntry().facts.find(({ type }) => type === 'OrderAccepted')
    ?.data as OrderAcceptedFact['data'];
  const {
    validatedAt: _,
    approvedAt: __,
    reservedFees: ___,
    bestBid: ____,
    bestOffer: _____,
    ...terms
  } = golden;

  test('has a place for every term that an order can have', () => {
    const progress = { leaves: 3n, shown: 2n, closing: 1n, triggered: true };
    const order = new OpenOrders().add(terms, progress);
    expect(copyOf(order)).toStrictEqual({ ...terms, ...progress, ref: 0 });
  });

  test('lacks the terms that it was not given, in a row that had them before, too', () => {
    const orders = new OpenOrders();
    orders.delete(orders.add(terms, { leaves: 3n, shown: 2n, closing: 1n, triggered: true }));
    const plain = orderOf(1);
    expect(copyOf(add(orders, plain))).toStrictEqual({ ...plain, ref: 0 });
  });

  const long = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);
  const changes = fc.record(
    {
      quantity: long,
      leaves: long,
      shown: long,
      limitPrice: long,
      reserved: long,
      closing: long,
      entrySequence: long,
      triggered: fc.boolean(),
      timeInForce: fc.constantFrom('GTC', 'DAY', 'GTD', 'CLS'),
      stopPrice: fc.option(long, { nil: undefined }),
      displayQuantity: fc.option(long, { nil: undefined }),
      expiresOn: fc.option(fc.integer(), { nil: undefined }),
      clientOrderId: fc.option(fc.string(), { nil: undefined }),
    },
    { requiredKeys: [] },
  );

  test.prop([fc.constantFrom(terms, orderOf(1)), changes])(
    'keeps what is written to it, and nothing else changes',
    (before, written) => {
      const orders = new OpenOrders([orderOf(5)]);
      const order = orders.add(before, { leaves: 1n, shown: 1n, closing: 0n, triggered: false });
      add(orders, orderOf(6));
      const [expected, neighbours] = [{ ...copyOf(order), ...written }, [orderOf(5), orderOf(6)]];
      Object.assign(order, written);
      expect(copyOf(order)).toEqual(expected);
      expect(orders.get(order.orderId)?.leaves).toBe(expected.leaves);
      for (const other of neighbours) expect(withoutRef(orders.get(other.orderId)!)).toEqual(other);
    },
  );

  test.prop([fc.constantFrom(terms, orderOf(1)), changes])(
    'makes another digest whenever one of its terms is another',
    (before, written) => {
      const progress = { leaves: 1n, shown: 1n, closing: 0n, triggered: false };
      const orders = new OpenOrders([orderOf(5)]);
      const order = orders.add(before, progress);
      const digest = orders.digest();
      const was = copyOf(order);
      Object.assign(order, written);
      expect(orders.digest() === digest).toBe(isDeepStrictEqual(copyOf(order), was));
    },
  );

  test('makes another digest in another account or instrument, or with another id', () => {
    const digests = [
      orderOf(1),
      { ...orderOf(1), orderId: idOf(2) },
      { ...orderOf(1), accountId: 'other' as AccountId },
      { ...orderOf(1), instrumentId: 'OTHER' as InstrumentId },
      { ...orderOf(1), accountId: 'i1' as AccountId, instrumentId: 'a1' as InstrumentId },
      { ...orderOf(1), locateId: 'c' },
      { ...orderOf(1), clientOrderId: 'c' },
    ].map((order) => new OpenOrders([order]).digest());
    expect(new Set(digests).size).toBe(digests.length);
  });
});
