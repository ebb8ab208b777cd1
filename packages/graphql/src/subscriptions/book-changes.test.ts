import type { Depth, Level } from '@bellwether/projections/read-model';
import { expect, test } from 'vitest';
import { bookChanges, checksumOf, type BookEvent } from './book-changes.ts';

const level = (price: number, quantity: number, orders = 1): Level => ({
  price: BigInt(price),
  quantity: BigInt(quantity),
  orders,
});

/** The client's side: a book that follows the messages. */
function apply(book: Depth, { kind, bids, asks }: BookEvent): Depth {
  const side = (before: readonly Level[], changes: readonly Level[], sign: number): Level[] => {
    const levels = new Map(kind === 'SNAPSHOT' ? [] : before.map((one) => [one.price, one]));
    for (const change of changes)
      if (change.quantity === 0n) levels.delete(change.price);
      else levels.set(change.price, change);
    return [...levels.values()].toSorted((a, b) => sign * Number(a.price - b.price));
  };
  return { bids: side(book.bids, bids, -1), asks: side(book.asks, asks, 1) };
}

test('the checksum is the CRC-32 of the levels’ lines (worked out with zip’s own)', () => {
  // printf '100000:5:1\n99900:7:2\n100100:3:1\n' | gzip -c | tail -c8 | head -c4 | od -An -tx4
  const book = { bids: [level(100_000, 5), level(99_900, 7, 2)], asks: [level(100_100, 3)] };
  expect(checksumOf(book)).toBe('51f2fd4d');
  expect(checksumOf({ bids: [], asks: [] })).toBe('00000000');
});

test('a client that applies the changes has the book, and each checksum says so', async () => {
  const books: Depth[] = [
    { bids: [level(10, 5), level(9, 1)], asks: [level(11, 2)] },
    { bids: [level(10, 4), level(8, 2)], asks: [level(11, 2)] },
    { bids: [level(10, 4), level(8, 2)], asks: [level(11, 2)] },
    { bids: [], asks: [level(11, 2, 2), level(12, 1)] },
  ];
  let now = 0;
  const look = bookChanges(() =>
    Promise.resolve({ ...(books[now] as Depth), position: BigInt(now) }),
  );
  let mine: Depth = { bids: [], asks: [] };
  const sequences: number[] = [];
  for (now = 0; now < books.length; now++)
    for (const event of (await look()).events) {
      mine = apply(mine, event);
      sequences.push(event.sequence);
      expect(mine).toEqual(books[now]);
      expect(event.checksum).toBe(checksumOf(mine));
    }
  // The third is as the second: there is nothing to tell.
  expect(sequences).toEqual([1, 2, 3]);
});
