/** A reader let more values pile up than are kept for it. */
export class SlowReaderError extends Error {
  override readonly name = 'SlowReaderError';
  readonly code = 'SLOW_READER';
}

/**
 * Values on their way to one reader, in order. A reader that falls too far behind is ended with an error instead of
 * being served with gaps.
 */
export class BoundedQueue<T> implements AsyncIterableIterator<T> {
  readonly #capacity: number;
  readonly #onClose: () => void;
  #values: T[] = [];
  #waiting: ((result: IteratorResult<T>) => void) | undefined;
  #closed = false;
  #overflowed = false;

  /** @param onClose called once, when the reader leaves or is ended. */
  constructor(capacity: number, onClose: () => void) {
    this.#capacity = capacity;
    this.#onClose = onClose;
  }

  push(value: T): void {
    if (this.#closed) return;
    if (this.#waiting !== undefined) {
      this.#waiting({ value, done: false });
      this.#waiting = undefined;
    } else if (this.#values.length < this.#capacity) {
      this.#values.push(value);
    } else {
      this.#overflowed = true;
      this.#close();
    }
  }

  async next(): Promise<IteratorResult<T>> {
    const value = this.#values.shift();
    if (value !== undefined) return { value, done: false };
    if (this.#overflowed) {
      this.#overflowed = false;
      throw new SlowReaderError(
        `more than ${this.#capacity} changes were waiting; subscribe again`,
      );
    }
    if (this.#closed) return { value: undefined, done: true };
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<IteratorResult<T>> {
    this.#values = [];
    this.#close();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting?.({ value: undefined, done: true });
    this.#onClose();
  }
}
