import { crc32 } from 'node:zlib';
import { parseDecimal } from '@bellwether/domain';

export interface WireLevel {
  readonly price: string;
  readonly quantity: string;
  readonly orders: number;
}

export interface DepthMessage {
  readonly kind: 'SNAPSHOT' | 'CHANGE';
  readonly sequence: number;
  readonly checksum: string;
  readonly bids: readonly WireLevel[];
  readonly asks: readonly WireLevel[];
}

/** A client's copy of a book, as the documentation of `depthChanges` says it is kept. */
export class LiveBook {
  #bids = new Map<string, WireLevel>();
  #asks = new Map<string, WireLevel>();
  #sequence = 0;

  /** Best first. */
  get bids(): readonly WireLevel[] {
    return [...this.#bids.values()].toSorted((a, b) => Number(b.price) - Number(a.price));
  }

  get asks(): readonly WireLevel[] {
    return [...this.#asks.values()].toSorted((a, b) => Number(a.price) - Number(b.price));
  }

  /** @throws Error where a message is missing, or the book is not as the message says. */
  apply({ kind, sequence, checksum, bids, asks }: DepthMessage): void {
    if (sequence !== this.#sequence + 1) throw new Error(`${sequence} after ${this.#sequence}`);
    this.#sequence = sequence;
    if (kind === 'SNAPSHOT') [this.#bids, this.#asks] = [new Map(), new Map()];
    for (const [side, levels] of [
      [this.#bids, bids],
      [this.#asks, asks],
    ] as const)
      for (const level of levels)
        if (level.quantity === '0') side.delete(level.price);
        else side.set(level.price, level);
    const text = [...this.bids, ...this.asks]
      .map(({ price, quantity, orders }) => `${parseDecimal(price)}:${quantity}:${orders}\n`)
      .join('');
    const mine = crc32(text).toString(16).padStart(8, '0');
    if (mine !== checksum) throw new Error(`checksum ${checksum}, the book has ${mine}:\n${text}`);
  }
}
