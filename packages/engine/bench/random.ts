/** Seeded 32-bit generator (xorshift), so that every engine of a run sees the same flow. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A uint32. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** 0 … bound − 1. */
  below(bound: number): number {
    return this.next() % bound;
  }

  /** 0 ≤ x < 1. */
  unit(): number {
    return this.next() / 4_294_967_296;
  }

  /** Exponentially distributed with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean;
  }
}
