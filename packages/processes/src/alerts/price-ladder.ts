/** Things by price, lowest first. Finding the lowest costs nothing, putting one in its place a binary search. */
export class PriceLadder<T> {
  readonly #rungs: { readonly price: bigint; readonly thing: T }[] = [];
  readonly #priceOf = new Map<T, bigint>();

  /** Puts something at a price; it must not be there yet. */
  set(thing: T, price: bigint): void {
    this.#priceOf.set(thing, price);
    this.#rungs.splice(this.#below(price), 0, { price, thing });
  }

  delete(thing: T): void {
    const price = this.#priceOf.get(thing);
    if (price === undefined) return;
    this.#priceOf.delete(thing);
    for (let at = this.#below(price); at < this.#rungs.length; at++)
      if (this.#rungs[at]?.thing === thing) return void this.#rungs.splice(at, 1);
  }

  /** Everything at a price or below, lowest first. */
  *upTo(price: bigint): Iterable<T> {
    for (const rung of this.#rungs) {
      if (rung.price > price) return;
      yield rung.thing;
    }
  }

  /** How many rungs are below a price. */
  #below(price: bigint): number {
    let [low, high] = [0, this.#rungs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rungs[middle]?.price ?? 0n) < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
