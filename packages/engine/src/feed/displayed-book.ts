import { Side } from '../protocol/codes.ts';
import type { FeedSnapshot, LevelDelta, OrderDelta, SnapshotOrder } from './messages.ts';
import { SortedLevels, bookChecksum } from './sorted-levels.ts';

interface DisplayedOrder {
  readonly id: number;
  readonly side: Side;
  readonly price: number;
  quantity: number;
  /** Entry sequence: the place in the queue. */
  readonly entry: number;
}

/** What the public sees of one symbol's book, order by order, put together from events. */
export class DisplayedBook {
  sequence = 0;
  readonly symbol: number;
  readonly levels: readonly [SortedLevels, SortedLevels] = [
    new SortedLevels(Side.BUY),
    new SortedLevels(Side.SELL),
  ];
  readonly #orders = new Map<number, DisplayedOrder>();
  #orderDeltas: OrderDelta[] = [];
  readonly #touched: [Set<number>, Set<number>] = [new Set(), new Set()];

  constructor(symbol: number) {
    this.symbol = symbol;
  }

  add(id: number, side: Side, price: number, quantity: number, entry: number): void {
    this.#orders.set(id, { id, side, price, quantity, entry });
    this.levels[side].change(price, quantity, 1);
    this.#touched[side].add(price);
    this.#orderDeltas.push({ change: 'add', id, side, price, quantity });
  }

  /** Sets what an order shows; nothing: it is gone. An order that is not displayed is no matter. */
  show(id: number, quantity: number): void {
    const order = this.#orders.get(id);
    if (order === undefined || order.quantity === quantity) return;
    if (quantity === 0) {
      this.remove(id);
      return;
    }
    this.levels[order.side].change(order.price, quantity - order.quantity, 0);
    this.#touched[order.side].add(order.price);
    order.quantity = quantity;
    this.#orderDeltas.push({ change: 'modify', id, quantity });
  }

  remove(id: number): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    this.#orders.delete(id);
    this.levels[order.side].change(order.price, -order.quantity, -1);
    this.#touched[order.side].add(order.price);
    this.#orderDeltas.push({ change: 'remove', id });
  }

  get checksum(): number {
    return bookChecksum(this.levels[Side.BUY], this.levels[Side.SELL]);
  }

  /** What has changed since the last call. */
  takeChanges(): { readonly orders: OrderDelta[]; readonly levels: LevelDelta[] } {
    const orders = this.#orderDeltas;
    this.#orderDeltas = [];
    const levels = [Side.BUY, Side.SELL].flatMap((side) => this.#takeTouched(side));
    return { orders, levels };
  }

  levelDelta(side: Side, price: number): LevelDelta {
    const level = this.levels[side].get(price);
    return { side, price, quantity: level?.quantity ?? 0, orders: level?.orders ?? 0 };
  }

  snapshot(): FeedSnapshot {
    const { symbol, sequence, checksum } = this;
    const bids = this.#ordersOf(Side.BUY);
    return { kind: 'snapshot', symbol, sequence, bids, asks: this.#ordersOf(Side.SELL), checksum };
  }

  #takeTouched(side: Side): LevelDelta[] {
    const deltas = [...this.#touched[side]].map((price) => this.levelDelta(side, price));
    this.#touched[side].clear();
    return deltas;
  }

  #ordersOf(side: Side): SnapshotOrder[] {
    const better = side === Side.BUY ? -1 : 1;
    return [...this.#orders.values()]
      .filter((order) => order.side === side)
      .toSorted((a, b) => (a.price - b.price) * better || a.entry - b.entry)
      .map(({ id, price, quantity }) => ({ id, price, quantity }));
  }
}
