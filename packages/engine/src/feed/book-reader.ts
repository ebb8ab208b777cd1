import { Side } from '../protocol/codes.ts';
import type { FeedMessage, LevelDelta, OrderDelta, SnapshotOrder } from './messages.ts';
import { SortedLevels, bookChecksum, type Level } from './sorted-levels.ts';

/** Updates are missing or the book no longer agrees with the sender's: subscribe anew. */
export class FeedDivergedError extends Error {
  override readonly name = 'FeedDivergedError';
  readonly code: 'FEED_GAP' | 'FEED_CHECKSUM';

  constructor(code: FeedDivergedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface KnownOrder {
  readonly side: Side;
  readonly price: number;
  quantity: number;
}

/**
 * The receiving end: a symbol's book rebuilt from feed messages, checked for gaps and against the sender's checksum. A
 * reader of the `orders` view knows every order, one of the `levels` view the levels only.
 */
export class BookReader {
  sequence = 0;
  readonly #view: 'orders' | 'levels';
  readonly #orders = new Map<number, KnownOrder>();
  readonly #levels: readonly [SortedLevels, SortedLevels] = [
    new SortedLevels(Side.BUY),
    new SortedLevels(Side.SELL),
  ];

  constructor(view: 'orders' | 'levels') {
    this.#view = view;
  }

  get bids(): readonly Level[] {
    return this.#levels[Side.BUY].all;
  }

  get asks(): readonly Level[] {
    return this.#levels[Side.SELL].all;
  }

  /** What an order shows, 0 when it is not in the book. */
  quantityOf(id: number): number {
    return this.#orders.get(id)?.quantity ?? 0;
  }

  /** Throws FeedDivergedError; the book is then of no use until a snapshot comes. */
  apply(message: FeedMessage): void {
    if (message.kind === 'update' && message.sequence !== this.sequence + 1) {
      const gap = `update ${message.sequence} came after ${this.sequence}`;
      throw new FeedDivergedError('FEED_GAP', gap);
    }
    this.sequence = message.sequence;
    if (message.kind === 'snapshot') this.#start(message.bids, message.asks);
    else if (message.kind === 'conflated' || this.#view === 'levels')
      this.#setLevels(message.levels);
    else for (const delta of message.orders) this.#change(delta);
    const checksum = bookChecksum(this.#levels[Side.BUY], this.#levels[Side.SELL]);
    if (checksum !== message.checksum) {
      throw new FeedDivergedError('FEED_CHECKSUM', `the book differs after ${message.sequence}`);
    }
  }

  #start(bids: readonly SnapshotOrder[], asks: readonly SnapshotOrder[]): void {
    this.#orders.clear();
    for (const levels of this.#levels) levels.clear();
    for (const order of bids) this.#enter(order, Side.BUY);
    for (const order of asks) this.#enter(order, Side.SELL);
  }

  #enter({ id, price, quantity }: SnapshotOrder, side: Side): void {
    if (this.#view === 'orders') this.#orders.set(id, { side, price, quantity });
    this.#levels[side].change(price, quantity, 1);
  }

  #setLevels(levels: readonly LevelDelta[]): void {
    for (const { side, price, quantity, orders } of levels) {
      this.#levels[side].set(price, quantity, orders);
    }
  }

  #change(delta: OrderDelta): void {
    if (delta.change === 'add') {
      this.#enter(delta, delta.side);
      return;
    }
    const order = this.#orders.get(delta.id);
    if (order === undefined) return;
    const quantity = delta.change === 'modify' ? delta.quantity : 0;
    const gone = quantity === 0 ? -1 : 0;
    this.#levels[order.side].change(order.price, quantity - order.quantity, gone);
    order.quantity = quantity;
    if (quantity === 0) this.#orders.delete(delta.id);
  }
}
