import type { OpenOrder } from '@bellwether/domain';

/** Numbers the live orders for the engine, which knows orders by int32 only. Numbers are used again. */
export class OrderRefs {
  readonly #orders: (OpenOrder | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #refs = new Map<OpenOrder['orderId'], number>();

  assign(order: OpenOrder): number {
    const ref = this.#free.pop() ?? this.#orders.length;
    this.#orders[ref] = order;
    this.#refs.set(order.orderId, ref);
    return ref;
  }

  refOf(order: OpenOrder): number | undefined {
    return this.#refs.get(order.orderId);
  }

  orderOf(ref: number): OpenOrder | undefined {
    return this.#orders[ref];
  }

  release(order: OpenOrder): void {
    const ref = this.#refs.get(order.orderId);
    if (ref === undefined) return;
    this.#refs.delete(order.orderId);
    this.#orders[ref] = undefined;
    this.#free.push(ref);
  }
}
