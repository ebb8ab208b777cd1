import type { Runtime } from '@bellwether/platform/runtime';

interface Waiter {
  readonly position: bigint;
  readonly wake: () => void;
}

/** Lets callers wait until something has come as far as a position. */
export class PositionWaiters {
  readonly #runtime: Runtime;
  #position: bigint;
  #waiters: Waiter[] = [];

  constructor(runtime: Runtime, position: bigint) {
    this.#runtime = runtime;
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
          callOff();
          resolve(true);
        },
      };
      const callOff = this.#runtime.after(Math.max(0, timeoutMs), () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      });
      this.#waiters.push(waiter);
    });
  }
}
