import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accepted, id, recorded, type Told } from '../../test/story.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { QuoteFold, type StandingOrder } from './quote-fold.ts';

const ORDERS = 12;

/** Something that becomes of one of a few orders, whether it stands or not. */
const happening = fc
  .record({
    n: fc.integer({ min: 0, max: ORDERS - 1 }),
    kind: fc.constantFrom('accept', 'stop', 'trigger', 'fill', 'replace', 'decrement', 'cancel'),
    price: fc.bigInt({ min: 100n, max: 104n }),
    quantity: fc.bigInt({ min: 1n, max: 9n }),
  })
  .map(({ n, kind, price, quantity }) => told(n, kind, price, quantity));

function told(n: number, kind: string, price: bigint, quantity: bigint): Told {
  const ours = { orderId: id(n), accountId: 'a', instrumentId: 'X', quantity };
  const order = accepted(n, 'a', n % 2 === 0 ? 'BUY' : 'SELL', quantity, price);
  switch (kind) {
    case 'accept':
      return { ...order, data: { ...order.data, displayQuantity: 4n } };
    case 'stop':
      return { ...order, data: { ...order.data, type: 'STOP_LIMIT', stopPrice: price } };
    case 'trigger':
      return { type: 'OrderTriggered', data: ours };
    case 'fill':
      return {
        type: 'OrderExecuted',
        data: { ...ours, price, quantity: 1n, leaves: quantity - 1n, liquidity: 'MAKER' },
      };
    case 'replace':
      return {
        type: 'OrderReplaced',
        data: { ...ours, leaves: quantity, limitPrice: price, priorityKept: quantity > 5n },
      };
    case 'decrement':
      return { type: 'OrderDecremented', data: { ...ours, leaves: quantity } };
    default:
      return { type: 'OrderCancelled', data: { ...ours, reason: 'USER' } };
  }
}

/** What a store holds that is told what to keep. */
function keep(table: Map<string, StandingOrder>, books: QuoteFold): void {
  const { standing, ended } = books.unkept;
  for (const orderId of ended) table.delete(orderId);
  for (const order of standing) table.set(order.orderId, order);
  books.kept();
}

function resumed(table: ReadonlyMap<string, StandingOrder>): QuoteFold {
  const books = new QuoteFold();
  books.restore([...table.values()]);
  return books;
}

describe('kept books', () => {
  property.prop([fc.array(fc.array(happening, { maxLength: 20 }), { maxLength: 8 })])(
    'go on as if they had never been put down, however often they are',
    (runs) => {
      let place = 0;
      const table = new Map<string, StandingOrder>();
      const whole = new QuoteFold();
      const broken = new QuoteFold();
      for (const run of runs) {
        const facts: readonly RecordedFact[] = recorded(run).map((fact, i) => ({
          ...fact,
          position: BigInt(place + i),
        }));
        place += run.length;
        const expected = whole.add(facts);
        expect(resumed(table).add(facts)).toEqual(expected);
        expect(broken.add(facts)).toEqual(expected);
        keep(table, broken);
      }
    },
  );

  test('an order that comes and goes in between is never kept', () => {
    const books = new QuoteFold();
    books.add(recorded([told(1, 'accept', 100n, 5n), told(1, 'cancel', 100n, 5n)]));
    expect(books.unkept).toEqual({ standing: [], ended: [] });
  });

  test('a kept order that ends is to be forgotten, once', () => {
    const books = new QuoteFold();
    books.add(recorded([told(1, 'accept', 100n, 5n)]));
    keep(new Map(), books);
    books.add(recorded([told(1, 'cancel', 100n, 5n)]));
    expect(books.unkept).toEqual({ standing: [], ended: [id(1)] });
    books.kept();
    expect(books.unkept).toEqual({ standing: [], ended: [] });
  });
});
