/** What a book shows at one price. */
export interface QuoteLevel {
  /** 1/10 000 USD. */
  readonly price: bigint;
  /** Shares or contracts. */
  readonly quantity: bigint;
  readonly orders: number;
}

/** One side of a book: what is shown at each price. The best price is the last, where books change most. */
export class BookSide {
  /** Towards the best. */
  readonly #prices: bigint[] = [];
  readonly #levels = new Map<bigint, QuoteLevel>();
  readonly #isBetter: (a: bigint, b: bigint) => boolean;

  /** @param side BUY: the highest price is the best. */
  constructor(side: 'BUY' | 'SELL') {
    this.#isBetter = side === 'BUY' ? (a, b) => a > b : (a, b) => a < b;
  }

  get best(): QuoteLevel | undefined {
    const price = this.#prices.at(-1);
    return price === undefined ? undefined : this.#levels.get(price);
  }

  /** Shows more at a price, or less (below zero); a price that shows nothing is gone. */
  change(price: bigint, quantity: bigint, orders: number): void {
    const level = this.#levels.get(price);
    const after = {
      price,
      quantity: (level?.quantity ?? 0n) + quantity,
      orders: (level?.orders ?? 0) + orders,
    };
    if (after.orders === 0) this.#levels.delete(price);
    else this.#levels.set(price, after);
    if (level === undefined && after.orders !== 0)
      this.#prices.splice(this.#place(price), 0, price);
    if (level !== undefined && after.orders === 0) this.#prices.splice(this.#place(price), 1);
  }

  /** Index of a price, or where it belongs: behind all that are worse. */
  #place(price: bigint): number {
    let [low, high] = [0, this.#prices.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBetter(price, this.#prices[middle] as bigint)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
