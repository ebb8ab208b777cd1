import type { AccountId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { invariant } from '../kernel/invariant.ts';
import { OrderIndex } from './order-index.ts';
import type { OpenOrder } from './open-order.ts';

/** A power of two: each part holds a few thousand of a million orders. */
const PARTS = 256;
/** Characters of an id that tell its part: the last ones of a UUID are its most random. */
const TOLD_BY = 3;

/** Live orders, by id, by number, by instrument and by account. */
export interface OrdersOf<Order> extends Iterable<[OrderId, Order]> {
  readonly size: number;
  get(id: OrderId): Order | undefined;
  has(id: OrderId): boolean;
  ofRef(ref: number): Order | undefined;
  ofInstrument(instrumentId: InstrumentId): readonly Order[];
  ofAccount(accountId: AccountId): readonly Order[];
  values(): IterableIterator<Order>;
  add(order: Order): void;
  delete(order: Order): void;
}

/**
 * The live orders by id, like a Map. A Map that doubles moves all it holds in one go, which takes half a second for half a
 * million orders; here each part does so by itself. Iteration goes part by part, in each in order of entry. Those of one
 * instrument and of one account are found without looking at the others each time.
 */
export class OpenOrders implements OrdersOf<OpenOrder> {
  readonly #parts = Array.from({ length: PARTS }, () => new Map<OrderId, OpenOrder>());
  #size = 0;
  /** By their numbers, as small as possible: one that is given back is used again. */
  readonly #byRef: (OpenOrder | undefined)[] = [];
  readonly #freeRefs: number[] = [];
  /** Undefined while nobody has asked for some time. */
  #index: OrderIndex | undefined;

  /** @param orders in the order of iteration of another one, as a snapshot holds them. */
  constructor(orders: Iterable<OpenOrder> = []) {
    for (const order of orders) this.add(order);
  }

  get size(): number {
    return this.#size;
  }

  get(id: OrderId): OpenOrder | undefined {
    return this.#partOf(id).get(id);
  }

  has(id: OrderId): boolean {
    return this.#partOf(id).has(id);
  }

  /** The open order of a number; undefined: there is none. */
  ofRef(ref: number): OpenOrder | undefined {
    return this.#byRef[ref];
  }

  /** Takes an order in and numbers it. @throws InvariantViolation where one of its id is open. */
  add(order: OpenOrder): void {
    const part = this.#partOf(order.orderId);
    const before = part.size;
    part.set(order.orderId, order);
    invariant(part.size > before, `order ${order.orderId} was accepted twice`);
    order.ref = this.#freeRefs.pop() ?? this.#byRef.length;
    this.#byRef[order.ref] = order;
    this.#size += 1;
    if (this.#index?.enter(order) === false) this.#index = undefined;
  }

  /** An order that is here has ended. */
  delete(order: OpenOrder): void {
    this.#partOf(order.orderId).delete(order.orderId);
    this.#byRef[order.ref] = undefined;
    this.#freeRefs.push(order.ref);
    this.#size -= 1;
  }

  /** The open orders of an instrument, in the order of their entry. */
  ofInstrument(instrumentId: InstrumentId): readonly OpenOrder[] {
    return this.#of('instrumentId', instrumentId);
  }

  /** The open orders of an account, in the order of their entry; where instruments share a place in it, by their ids. */
  ofAccount(accountId: AccountId): readonly OpenOrder[] {
    return this.#of('accountId', accountId);
  }

  #of(key: 'instrumentId' | 'accountId', value: string): readonly OpenOrder[] {
    this.#index ??= new OrderIndex(this.values());
    return this.#index.of(key, value, (id) => this.get(id));
  }

  *values(): Generator<OpenOrder> {
    for (const part of this.#parts) yield* part.values();
  }

  *[Symbol.iterator](): Generator<[OrderId, OpenOrder]> {
    for (const part of this.#parts) yield* part;
  }

  #partOf(id: OrderId): Map<OrderId, OpenOrder> {
    let hash = 0;
    for (let at = Math.max(0, id.length - TOLD_BY); at < id.length; at++)
      hash = hash * 31 + id.charCodeAt(at);
    return this.#parts[hash & (PARTS - 1)] as Map<OrderId, OpenOrder>;
  }
}
