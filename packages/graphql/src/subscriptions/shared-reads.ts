import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Reads once what several followers ask for in the same turn: all who are woken by one hint and have come equally far. A
 * read that has begun is not joined any more, as it may not see what its follower was woken for.
 */
export class SharedReads {
  readonly #next = new Map<string, Promise<unknown>>();

  /** @param key what is read; equal keys read the same. */
  read<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#next.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = nextTurn().then(() => {
      this.#next.delete(key);
      return read();
    });
    this.#next.set(key, reading);
    return reading;
  }
}
