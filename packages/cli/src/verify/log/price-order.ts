/** The prices of one side of a book, in order. The best is the last, where books change most. */
export class PriceOrder {
  readonly #prices: bigint[] = [];
  readonly #sign: 1n | -1n;

  /** @param side BUY: the highest price is the best. */
  constructor(side: 'BUY' | 'SELL') {
    this.#sign = side === 'BUY' ? 1n : -1n;
  }

  get best(): bigint | undefined {
    return this.#prices.at(-1);
  }

  /** @param price that is not there. */
  insert(price: bigint): void {
    this.#prices.splice(this.#indexOf(price), 0, price);
  }

  /** @param price that is there. */
  delete(price: bigint): void {
    this.#prices.splice(this.#indexOf(price), 1);
  }

  /** How many prices are worse: where this one stands. */
  #indexOf(price: bigint): number {
    let [from, to] = [0, this.#prices.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (((this.#prices[middle] as bigint) - price) * this.#sign < 0n) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
