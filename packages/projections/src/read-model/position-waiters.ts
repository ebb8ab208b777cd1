/** Waits that are open at once; a wait beyond them ends at once, as if its time were up. */
const WAITERS_MAX = 10_000;
const POLL_MS = 10;

interface Waiter {
  readonly position: bigint;
  readonly resolve: (reached: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Waits for a position that grows elsewhere. One question at a time is under way, however many wait for its answer. */
export class PositionWaiters {
  readonly #read: () => Promise<bigint>;
  readonly #waiters = new Set<Waiter>();
  #polling = false;
  /** Somebody came who is to be told by a question that was asked after that. */
  #asked = false;

  /** @param read the position now. */
  constructor(read: () => Promise<bigint>) {
    this.#read = read;
  }

  /** Resolves to whether `position` was reached in time. @throws what reading the position does. */
  reached(position: bigint, timeoutMs: number): Promise<boolean> {
    if (this.#waiters.size >= WAITERS_MAX) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        position,
        resolve: (reached) => (end(), resolve(reached)),
        reject: (error) => (end(), reject(error as Error)),
      };
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      this.#waiters.add(waiter);
      this.#asked = true;
      if (!this.#polling) void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    while (this.#waiters.size > 0) {
      this.#asked = false;
      await this.#tell();
      // Who came meanwhile need not wait longer than it takes to ask.
      if (this.#waiters.size > 0 && !this.#asked)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.#polling = false;
  }

  async #tell(): Promise<void> {
    try {
      const now = await this.#read();
      for (const waiter of this.#waiters) if (now >= waiter.position) waiter.resolve(true);
    } catch (error) {
      for (const waiter of this.#waiters) waiter.reject(error);
    }
  }
}
