const INITIAL = 16;

/** The levels of one side of a book, best last: what changes most is moved least. Grows by doubling. */
export class PriceSide {
  /** 1 for bids, where a higher price is better; −1 for asks. */
  readonly #sign: 1 | -1;
  #prices = new Float64Array(INITIAL);
  #sizes = new Float64Array(INITIAL);
  #count = 0;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  /** Levels that have a size. */
  get count(): number {
    return this.#count;
  }

  /** 1/10 000 USD; 0 where the side is empty. */
  get bestPrice(): number {
    return this.#count === 0 ? 0 : this.#prices[this.#count - 1]!;
  }

  get bestSize(): number {
    return this.#count === 0 ? 0 : this.#sizes[this.#count - 1]!;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Sets the whole size at a price; 0 takes the level away. */
  set(price: number, size: number): void {
    const at = this.#find(price);
    if (at < this.#count && this.#prices[at] === price) {
      if (size > 0) this.#sizes[at] = size;
      else this.#removeAt(at);
    } else if (size > 0) this.#insertAt(at, price, size);
  }

  /** Adds to the size at a price, or takes from it. @returns false where the level has less than is taken. */
  add(price: number, size: number): boolean {
    const at = this.#find(price);
    const isThere = at < this.#count && this.#prices[at] === price;
    const total = (isThere ? this.#sizes[at]! : 0) + size;
    if (total > 0 && isThere) this.#sizes[at] = total;
    else if (total > 0) this.#insertAt(at, price, total);
    else if (isThere) this.#removeAt(at);
    return total >= 0;
  }

  /** Where a price is, or belongs. */
  #find(price: number): number {
    const key = this.#sign * price;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sign * this.#prices[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insertAt(at: number, price: number, size: number): void {
    if (this.#count === this.#prices.length) this.#grow();
    for (let to = this.#count; to > at; to--) {
      this.#prices[to] = this.#prices[to - 1]!;
      this.#sizes[to] = this.#sizes[to - 1]!;
    }
    this.#prices[at] = price;
    this.#sizes[at] = size;
    this.#count++;
  }

  #removeAt(at: number): void {
    this.#count--;
    for (let to = at; to < this.#count; to++) {
      this.#prices[to] = this.#prices[to + 1]!;
      this.#sizes[to] = this.#sizes[to + 1]!;
    }
  }

  #grow(): void {
    const [prices, sizes] = [this.#prices, this.#sizes];
    this.#prices = new Float64Array(2 * prices.length);
    this.#sizes = new Float64Array(2 * sizes.length);
    this.#prices.set(prices);
    this.#sizes.set(sizes);
  }
}
