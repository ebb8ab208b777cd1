interface Waiter {
  readonly position: bigint;
  readonly wake: () => void;
}

/** Lets callers wait until something has come as far as a position. */
export class PositionWaiters {
  #position: bigint;
  #waiters: Waiter[] = [];

  constructor(position: bigint) {
    this.#position = position;
  }

  get position(): bigint {
    return this.#position;
  }

  /** Tells that `position` has been reached. */
  advance(position: bigint): void {
    this.#position = position;
    const reached = this.#waiters.filter((waiter) => waiter.position <= position);
    this.#waiters = this.#waiters.filter((waiter) => waiter.position > position);
    for (const waiter of reached) waiter.wake();
  }

  /** Resolves to whether `position` was reached within `timeoutMs`. */
  reached(position: bigint, timeoutMs: number): Promise<boolean> {
    if (position <= this.#position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        wake: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(
        () => {
          this.#waiters = this.#waiters.filter((other) => other !== waiter);
          resolve(false);
        },
        Math.max(0, timeoutMs),
      );
      this.#waiters.push(waiter);
    });
  }
}
