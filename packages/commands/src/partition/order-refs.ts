import type { OpenOrder } from '@bellwether/domain';

/** Where an order bears its number. Neither the state's hash nor a snapshot sees what stands under a symbol. */
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
    order[REF] = ref;
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
