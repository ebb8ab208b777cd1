import type { OpenOrder } from '@bellwether/domain';

/** Where an order bears its number: out of sight, as it is no part of what the partition knows. */
const REF: unique symbol = Symbol('ref');

interface Numbered extends OpenOrder {
  [REF]?: number | undefined;
}

/** Numbers the live orders for the engine, which knows orders by int32 only. Numbers are used again. */
export class OrderRefs {
  readonly #orders: (OpenOrder | undefined)[] = [];
  readonly #free: number[] = [];

  assign(order: Numbered): number {
    const ref = this.#free.pop() ?? this.#orders.length;
    this.#orders[ref] = order;
    if (REF in order) order[REF] = ref;
    else Object.defineProperty(order, REF, { value: ref, writable: true });
    return ref;
  }

  refOf(order: Numbered): number | undefined {
    return order[REF];
  }

  orderOf(ref: number): OpenOrder | undefined {
    return this.#orders[ref];
  }

  release(order: Numbered): void {
    const ref = order[REF];
    if (ref === undefined) return;
    order[REF] = undefined;
    this.#orders[ref] = undefined;
    this.#free.push(ref);
  }
}
