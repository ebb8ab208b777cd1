import { crc32 } from 'node:zlib';
import type { Depth, Level } from '@bellwether/projections/read-model';
import type { Look } from './following.ts';

/** What a follower of a book is told: all levels at the beginning, then those that have changed. */
export interface BookEvent extends Depth {
  readonly kind: 'SNAPSHOT' | 'CHANGE';
  readonly position: string;
  /** Counts the messages of the subscription, from 1. */
  readonly sequence: number;
  /** Of the book after this message. */
  readonly checksum: string;
}

type Book = Depth & { readonly position: bigint };

/** What to tell next of the best levels of a book. A level that is not among them any more has quantity 0. */
export function bookChanges(read: () => Promise<Book>): Look<BookEvent> {
  let told: Depth | undefined;
  let sequence = 0;
  return async () => {
    const book = await read();
    const kind = told === undefined ? 'SNAPSHOT' : 'CHANGE';
    const bids = changedLevels(told?.bids ?? [], book.bids);
    const asks = changedLevels(told?.asks ?? [], book.asks);
    if (kind === 'CHANGE' && bids.length + asks.length === 0) return { events: [] };
    told = book;
    sequence += 1;
    const position = `${book.position}`;
    const event = { kind, position, sequence, checksum: checksumOf(book), bids, asks } as const;
    return { events: [event] };
  };
}

/**
 * CRC-32 (ISO-HDLC, as in zip), eight hexadecimal digits, of the text of all levels: bids, then asks, best first, each
 * `price:quantity:orders` with the price in 1/10 000 USD, and a line feed behind each.
 */
export function checksumOf({ bids, asks }: Depth): string {
  const text = [...bids, ...asks]
    .map(({ price, quantity, orders }) => `${price}:${quantity}:${orders}\n`)
    .join('');
  return crc32(text).toString(16).padStart(8, '0');
}

function changedLevels(before: readonly Level[], now: readonly Level[]): readonly Level[] {
  const known = new Map(before.map((level) => [level.price, level]));
  const changed = now.filter(({ price, quantity, orders }) => {
    const level = known.get(price);
    known.delete(price);
    return level?.quantity !== quantity || level.orders !== orders;
  });
  const gone = [...known.keys()].map((price) => ({ price, quantity: 0n, orders: 0 }));
  return [...changed, ...gone];
}
