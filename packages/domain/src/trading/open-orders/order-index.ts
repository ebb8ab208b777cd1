/** Orders that may enter behind the last look before the index is not worth keeping. */
const ENTERED_MAX = 131_072;

/** What orders are found by: the numbers of their instrument and account. */
export type Key = 'instrument' | 'account';

/**
 * Finds the open orders of an instrument or an account without looking at all of them each time. It is made by one look at
 * all, when somebody asks; from then on orders that enter are noted, and those that have ended are noticed when they are
 * found. While nobody asks, an order costs nothing: an index that is kept up to date with each order took 15 % of the time of
 * a decision.
 */
export class OrderIndex {
  readonly #valueOf: (key: Key, ref: number) => number;
  readonly #refs: Readonly<Record<Key, Map<number, number[]>>> = {
    instrument: new Map(),
    account: new Map(),
  };
  #entered: number[] = [];

  /**
   * @param refs of all orders that are open.
   * @param valueOf number of the instrument or account of what has a ref now, -1: nothing has it.
   */
  constructor(refs: Iterable<number>, valueOf: (key: Key, ref: number) => number) {
    this.#valueOf = valueOf;
    for (const ref of refs) this.#put(ref);
  }

  /** An order enters. Returns whether the index is still worth keeping. */
  enter(ref: number): boolean {
    this.#entered.push(ref);
    return this.#entered.length < ENTERED_MAX;
  }

  /** Refs of those whose instrument or account has a number. */
  of(key: Key, value: number): readonly number[] {
    for (const ref of this.#entered) this.#put(ref);
    this.#entered = [];
    // A ref that was given back may belong to another order now, which entered again under its own instrument and account.
    const noted = this.#refs[key].get(value) ?? [];
    const open = [...new Set(noted)].filter((ref) => this.#valueOf(key, ref) === value);
    if (open.length > 0) this.#refs[key].set(value, open);
    else this.#refs[key].delete(value);
    return open;
  }

  #put(ref: number): void {
    for (const key of ['instrument', 'account'] as const) {
      const value = this.#valueOf(key, ref);
      if (value < 0) continue;
      const refs = this.#refs[key].get(value);
      if (refs === undefined) this.#refs[key].set(value, [ref]);
      else refs.push(ref);
    }
  }
}
