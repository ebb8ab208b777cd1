import type { Order } from './order-lives.ts';
import { PriceOrder } from './price-order.ts';

/** What a book shows at one price. */
export interface ShownLevel {
  /** 1/10 000 USD. */
  readonly price: bigint;
  readonly quantity: bigint;
  readonly orders: number;
}

/** The best of each side; undefined: nothing is shown there. */
export interface Tops {
  readonly bid: ShownLevel | undefined;
  readonly ask: ShownLevel | undefined;
}

interface Shown {
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly quantity: bigint;
}

class ShownSide {
  readonly levels = new Map<bigint, ShownLevel>();
  readonly #prices: PriceOrder;

  constructor(side: 'BUY' | 'SELL') {
    this.#prices = new PriceOrder(side);
  }

  get best(): ShownLevel | undefined {
    const price = this.#prices.best;
    return price === undefined ? undefined : this.levels.get(price);
  }

  add({ price, quantity }: Shown, sign: 1 | -1): void {
    const before = this.levels.get(price);
    const level = {
      price,
      quantity: (before?.quantity ?? 0n) + BigInt(sign) * quantity,
      orders: (before?.orders ?? 0) + sign,
    };
    if (before === undefined) this.#prices.insert(price);
    if (level.orders > 0) this.levels.set(price, level);
    else {
      this.levels.delete(price);
      this.#prices.delete(price);
    }
  }
}

/** What every book shows, from the orders as `OrderLives` follows them. */
export class ShownBooks {
  readonly #orders = new Map<string, Shown>();
  readonly #sides = new Map<string, ShownSide>();

  /** Takes an order as it is now. */
  show({ orderId, instrumentId, side, limitPrice: price, shown: quantity }: Order): void {
    const before = this.#orders.get(orderId);
    if (before?.price === price && before.quantity === quantity) return;
    if (before !== undefined) this.#sideOf(before).add(before, -1);
    if (quantity <= 0n) {
      this.#orders.delete(orderId);
      return;
    }
    const after = { instrumentId, side, price, quantity };
    this.#orders.set(orderId, after);
    this.#sideOf(after).add(after, 1);
  }

  tops(instrumentId: string): Tops {
    return {
      bid: this.#sides.get(`BUY/${instrumentId}`)?.best,
      ask: this.#sides.get(`SELL/${instrumentId}`)?.best,
    };
  }

  /** Every level, by side and instrument (`BUY/X`). */
  *levels(): Generator<readonly [string, ShownLevel]> {
    for (const [key, side] of this.#sides)
      for (const level of side.levels.values()) yield [key, level];
  }

  #sideOf({ side, instrumentId }: Shown): ShownSide {
    const key = `${side}/${instrumentId}`;
    let found = this.#sides.get(key);
    if (found === undefined) {
      found = new ShownSide(side);
      this.#sides.set(key, found);
    }
    return found;
  }
}
