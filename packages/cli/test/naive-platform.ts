import type { Step } from '../src/lobster/step.ts';

interface Resting {
  readonly step: number;
  readonly side: 'BUY' | 'SELL';
  readonly price: number;
  leaves: number;
  executed: number;
}

/** A fill as the platform would report it: price, size and the resting order, named by the step that placed it. */
export interface Fill {
  readonly price: number;
  readonly size: number;
  readonly order: number;
}

/** What a price-time book does with the steps, in the most obvious way. A step that makes no sense throws. */
export class NaivePlatform {
  readonly #orders: Resting[] = [];
  readonly #byStep = new Map<number, Resting>();
  #steps = 0;

  /** Executes a step; returns the fills of a `take`. */
  execute(step: Step): readonly Fill[] {
    const number = this.#steps++;
    switch (step.kind) {
      case 'place':
        return this.#place(number, step);
      case 'reduce': {
        const order = this.#open(step.order);
        order.leaves = step.quantity - order.executed;
        if (order.leaves <= 0)
          throw new Error(`step ${number} reduces order ${step.order} to nothing`);
        return [];
      }
      case 'cancel':
        this.#open(step.order).leaves = 0;
        return [];
      case 'take':
        return this.#take(step);
    }
  }

  /** Levels of a side, best first, as the order-book file shows them. */
  levels(side: 'BUY' | 'SELL', count: number): readonly { price: number; size: number }[] {
    const sizes = new Map<number, number>();
    for (const { price, leaves } of this.#queue(side))
      sizes.set(price, (sizes.get(price) ?? 0) + leaves);
    return [...sizes].slice(0, count).map(([price, size]) => ({ price, size }));
  }

  #place(number: number, { side, price, size }: Step & { kind: 'place' }): readonly Fill[] {
    const [best] = this.#queue(side === 'BUY' ? 'SELL' : 'BUY');
    if (best !== undefined && (side === 'BUY' ? best.price <= price : best.price >= price))
      throw new Error(`step ${number} crosses: ${side} at ${price}, best is ${best.price}`);
    const order: Resting = { step: number, side, price, leaves: size, executed: 0 };
    this.#orders.push(order);
    this.#byStep.set(number, order);
    return [];
  }

  #take({ side, price, size }: Step & { kind: 'take' }): readonly Fill[] {
    const fills: Fill[] = [];
    let left = size;
    for (const order of this.#queue(side === 'BUY' ? 'SELL' : 'BUY')) {
      if (left === 0 || (side === 'BUY' ? order.price > price : order.price < price)) break;
      const taken = Math.min(left, order.leaves);
      order.leaves -= taken;
      order.executed += taken;
      left -= taken;
      fills.push({ price: order.price, size: taken, order: order.step });
    }
    return fills;
  }

  #open(step: number): Resting {
    const order = this.#byStep.get(step);
    if (order === undefined || order.leaves === 0) throw new Error(`order ${step} is not open`);
    return order;
  }

  #queue(side: 'BUY' | 'SELL'): readonly Resting[] {
    return this.#orders
      .filter((order) => order.side === side && order.leaves > 0)
      .toSorted(
        (a, b) => (side === 'BUY' ? b.price - a.price : a.price - b.price) || a.step - b.step,
      );
  }
}
