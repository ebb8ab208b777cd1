import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { BookAudit } from './book-audit.ts';

interface Step {
  readonly order: number;
  readonly kind: 'rest' | 'remove';
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly entrySequence: bigint;
}

const step: fc.Arbitrary<Step> = fc.record({
  order: fc.integer({ min: 0, max: 20 }),
  kind: fc.constantFrom('rest', 'rest', 'remove'),
  side: fc.constantFrom('BUY', 'SELL'),
  price: fc.bigInt({ min: 100n, max: 104n }),
  entrySequence: fc.bigInt({ min: 1n, max: 1_000n }),
});

/** Who is next, found by looking at everybody. */
function naive(orders: ReadonlyMap<string, Step>, side: 'BUY' | 'SELL'): string | undefined {
  const [first] = [...orders]
    .filter(([, order]) => order.side === side)
    .toSorted(([, a], [, b]) => {
      const better = side === 'BUY' ? b.price - a.price : a.price - b.price;
      return Number(better === 0n ? a.entrySequence - b.entrySequence : better);
    });
  return first?.[0];
}

property.prop([fc.uniqueArray(step, { selector: ({ entrySequence }) => entrySequence })])(
  'who is next is who everybody else stands behind, after any steps',
  (steps) => {
    const books = new BookAudit();
    const orders = new Map<string, Step>();
    for (const taken of steps) {
      const id = `o${taken.order}`;
      if (taken.kind === 'rest') {
        orders.set(id, taken);
        books.rest('X', id, taken);
      } else {
        orders.delete(id);
        books.remove(id);
      }
      for (const side of ['BUY', 'SELL'] as const)
        expect(books.next('X', side)).toBe(naive(orders, side));
      expect(books.has(id)).toBe(orders.has(id));
    }
  },
);
