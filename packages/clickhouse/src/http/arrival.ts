import { clickHouseError } from '../engine/error-codes.ts';

/** Bytes of statements that all requests together hold: each is bounded, but there may be many. */
export class HeldText {
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** @throws EngineError where there is no room. */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.#maxBytes) {
      throw clickHouseError(
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `All statements together hold ${this.#maxBytes} bytes, which is the limit`,
      );
    }
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** One statement on its way from the client: what it holds, and how long it takes. */
export class Arrival {
  readonly #held: HeldText;
  readonly #maxMs: number;
  readonly #begun = performance.now();
  #bytes = 0;

  constructor(held: HeldText, maxMs: number) {
    this.#held = held;
    this.#maxMs = maxMs;
  }

  /** @throws EngineError where all statements together hold too much. */
  add(bytes: number): void {
    this.#held.take(bytes);
    this.#bytes += bytes;
  }

  get isLate(): boolean {
    return performance.now() - this.#begun > this.#maxMs;
  }

  late(): Error {
    return clickHouseError(
      'SOCKET_TIMEOUT',
      `The statement had not arrived after ${this.#maxMs} ms`,
    );
  }

  /** The statement is not held any more. */
  [Symbol.dispose](): void {
    this.#held.give(this.#bytes);
    this.#bytes = 0;
  }
}
