import type { OrderId } from '../kernel/ids.ts';
import type { OpenOrder } from './open-order.ts';

/** Orders that may enter behind the last look before the index is not worth keeping. */
const ENTERED_MAX = 131_072;

type Key = 'instrumentId' | 'accountId';

/**
 * Finds the open orders of an instrument or an account without looking at all of them each time. It is made by one look at
 * all, when somebody asks; from then on orders that enter are noted, and those that have ended are noticed when they are
 * found. While nobody asks, an order costs nothing: an index that is kept up to date with each order took 15 % of the time of
 * a decision.
 */
export class OrderIndex {
  readonly #ids: Readonly<Record<Key, Map<string, OrderId[]>>> = {
    instrumentId: new Map(),
    accountId: new Map(),
  };
  #entered: OpenOrder[] = [];

  /** @param orders all that are open. */
  constructor(orders: Iterable<OpenOrder>) {
    for (const order of orders) this.#put(order);
  }

  /** An order enters. Returns whether the index is still worth keeping. */
  enter(order: OpenOrder): boolean {
    this.#entered.push(order);
    return this.#entered.length < ENTERED_MAX;
  }

  /**
   * Those whose field has a value, in the order of their entry; where instruments share a place in it, by their ids.
   * @param get the order as it is now; undefined where it has ended.
   */
  of(key: Key, value: string, get: (id: OrderId) => OpenOrder | undefined): readonly OpenOrder[] {
    for (const order of this.#entered) this.#put(order);
    this.#entered = [];
    const found = (this.#ids[key].get(value) ?? []).map(get).filter((order) => order !== undefined);
    // However often an order has entered, it is open once. What was found to have ended is not found again.
    const open = [...new Set(found)].toSorted(byEntry);
    if (open.length > 0)
      this.#ids[key].set(
        value,
        open.map(({ orderId }) => orderId),
      );
    else this.#ids[key].delete(value);
    return open;
  }

  #put(order: OpenOrder): void {
    for (const key of ['instrumentId', 'accountId'] as const) {
      const ids = this.#ids[key].get(order[key]);
      if (ids === undefined) this.#ids[key].set(order[key], [order.orderId]);
      else ids.push(order.orderId);
    }
  }
}

function byEntry(a: OpenOrder, b: OpenOrder): number {
  if (a.entrySequence !== b.entrySequence) return a.entrySequence < b.entrySequence ? -1 : 1;
  return a.orderId < b.orderId ? -1 : 1;
}
