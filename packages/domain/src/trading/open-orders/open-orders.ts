import type { AccountId, InstrumentId, OrderId } from '../../kernel/ids.ts';
import { invariant } from '../../kernel/invariant.ts';
import { Names } from '../../kernel/names.ts';
import { readUuid, type UuidWords } from '../../kernel/uuid.ts';
import { UuidTable } from '../../kernel/uuid-table.ts';
import { digestOf } from './digest.ts';
import { imageOf, restore, type OpenOrdersImage } from './image.ts';
import { BITS, WORD } from './layout.ts';
import type { OpenOrder, OrderProgress, OrderTerms, PlainOrder } from './open-order.ts';
import { OpenRow } from './open-row.ts';
import { OrderIndex, type Key } from './order-index.ts';
import { placeOf, Rows, wordsAt } from './rows.ts';

/** Live orders, by id, by number, by instrument and by account. */
export interface OrdersOf<Order> extends Iterable<[OrderId, PlainOrder]> {
  readonly size: number;
  get(id: OrderId): Order | undefined;
  has(id: OrderId): boolean;
  ofRef(ref: number): Order | undefined;
  ofInstrument(instrumentId: InstrumentId): readonly Order[];
  ofAccount(accountId: AccountId): readonly Order[];
  values(): IterableIterator<PlainOrder>;
  image(): OpenOrdersImage;
  digest(): string;
  add(terms: OrderTerms, now: OrderProgress): Order;
  delete(order: Order): void;
}

/**
 * The live orders, like a Map by id: rows of 128 bytes outside the heap (`layout.ts`), with an index of 2 to 4 words each. An order
 * that is found reads and writes its row; iteration yields copies. Nothing here grows in one go by more than some thousand
 * orders, and the collector meets none of them.
 */
export class OpenOrders implements OrdersOf<OpenOrder> {
  readonly #rows: Rows;
  readonly #ids: UuidTable;
  readonly #names: Names;
  readonly #id: UuidWords = new Int32Array(4);
  #size = 0;
  /** Undefined while nobody has asked for some time. */
  #index: OrderIndex | undefined;

  /**
   * @param orders as `values` yields them: their numbers go by their places.
   * @param seed of the hash of ids, which nobody who chooses ids should know; nothing else hangs on it.
   */
  constructor(orders: Iterable<PlainOrder> = [], seed = 0, names: readonly string[] = []) {
    this.#rows = new Rows();
    this.#ids = new UuidTable(this.#rows, seed);
    this.#names = new Names(names);
    for (const order of orders) this.add(order, order);
  }

  /** What a snapshot holds. @throws InvariantViolation where it was written under another layout. */
  static of(kept: OpenOrdersImage, seed = 0): OpenOrders {
    const orders = new OpenOrders([], seed, kept.names);
    restore(kept, orders.#rows);
    for (let ref = 0; ref < orders.#rows.end; ref++) orders.#ids.add(ref);
    orders.#size = orders.#rows.end;
    return orders;
  }

  get size(): number {
    return this.#size;
  }

  get(id: OrderId): OpenOrder | undefined {
    const ref = this.#find(id);
    return ref < 0 ? undefined : new OpenRow(this.#rows, this.#names, ref, id);
  }

  has(id: OrderId): boolean {
    return this.#find(id) >= 0;
  }

  /** The open order of a number; undefined: there is none. */
  ofRef(ref: number): OpenOrder | undefined {
    return this.#isOpen(ref) ? new OpenRow(this.#rows, this.#names, ref) : undefined;
  }

  /**
   * Takes an order in and numbers it.
   * @returns the order as it is from now on.
   * @throws InvariantViolation where one of its id is open, or its id is no UUID.
   */
  add(terms: OrderTerms, now: OrderProgress): OpenOrder {
    const { orderId, accountId, instrumentId } = terms;
    invariant(readUuid(orderId, this.#id), `${orderId} is no id of an order`);
    invariant(this.#ids.find(this.#id) < 0, `order ${orderId} was accepted twice`);
    const ref = this.#rows.take();
    this.#rows.idWords(ref).set(this.#id, this.#rows.idAt(ref));
    const row = new OpenRow(this.#rows, this.#names, ref, orderId);
    row.enter(terms, now, this.#names.numberOf(accountId), this.#names.numberOf(instrumentId));
    this.#ids.add(ref);
    this.#size += 1;
    if (this.#index?.enter(ref) === false) this.#index = undefined;
    return row;
  }

  /** An order that is here has ended. @throws InvariantViolation for one that had before. */
  delete(order: OpenOrder): void {
    const { ref, orderId } = order;
    invariant(order instanceof OpenRow && this.#isOpen(ref), `order ${orderId} is not open`);
    order.leave();
    this.#ids.delete(ref);
    this.#rows.giveBack(ref);
    this.#size -= 1;
  }

  /** The open orders of an instrument, in the order of their entry. */
  ofInstrument(instrumentId: InstrumentId): readonly OpenOrder[] {
    return this.#of('instrument', instrumentId);
  }

  /** The open orders of an account, in the order of their entry; where instruments share a place in it, by their ids. */
  ofAccount(accountId: AccountId): readonly OpenOrder[] {
    return this.#of('account', accountId);
  }
  /** Copies, by their numbers. */
  *values(): Generator<PlainOrder> {
    for (const ref of this.#refs()) yield new OpenRow(this.#rows, this.#names, ref).copy();
  }

  *[Symbol.iterator](): Generator<[OrderId, PlainOrder]> {
    for (const order of this.values()) yield [order.orderId, order];
  }

  /** What a snapshot holds: rows as they are, by their numbers, without those that are free. */
  image(): OpenOrdersImage {
    return imageOf(this.#rows, this.#refs(), this.#size, this.#names.all());
  }

  /** What they are, as 32 hex digits: the same however they came, and whatever their numbers are. */
  digest(): string {
    return digestOf(this.#rows, this.#refs(), this.#names.all());
  }

  *#refs(): Generator<number> {
    for (let ref = 0; ref < this.#rows.end; ref++) if (this.#isOpen(ref)) yield ref;
  }

  #of(key: Key, name: string): readonly OpenOrder[] {
    const value = this.#names.find(name);
    if (value < 0) return [];
    this.#index ??= new OrderIndex(this.#refs(), this.#valueOf);
    return this.#index
      .of(key, value)
      .map((ref) => {
        const order = new OpenRow(this.#rows, this.#names, ref);
        return { order, entry: order.entrySequence };
      })
      .toSorted(byEntry)
      .map(({ order }) => order);
  }

  readonly #valueOf = (key: Key, ref: number): number => {
    if (!this.#isOpen(ref)) return -1;
    const word = wordsAt(placeOf(ref)) + (key === 'account' ? WORD.ACCOUNT : WORD.INSTRUMENT);
    return this.#rows.chunkOf(ref).words[word] as number;
  };

  #find(id: OrderId): number {
    return readUuid(id, this.#id) ? this.#ids.find(this.#id) : -1;
  }

  #isOpen(ref: number): boolean {
    if (ref < 0 || ref >= this.#rows.end) return false;
    const bits = this.#rows.chunkOf(ref).words[wordsAt(placeOf(ref)) + WORD.BITS] as number;
    return ((bits >>> BITS.OPEN.shift) & 1) === 1;
  }
}

interface Entered {
  readonly order: OpenOrder;
  /** Read once: a sort looks at it many times. */
  readonly entry: bigint;
}

function byEntry(a: Entered, b: Entered): number {
  if (a.entry !== b.entry) return a.entry < b.entry ? -1 : 1;
  return a.order.orderId < b.order.orderId ? -1 : 1;
}
