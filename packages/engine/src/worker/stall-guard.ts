import type { RingConsumer } from '../ring/ring-consumer.ts';

/** A producer claimed a slot and did not publish it in time: it died in between, and nothing behind the slot can be read. */
class StalledProducerError extends Error {
  override readonly name = 'StalledProducerError';
  readonly code = 'ENGINE_STALLED_PRODUCER';

  constructor(sequence: number, milliseconds: number) {
    super(
      `slot ${sequence} of the inbound ring was claimed but not published for ${milliseconds} ms`,
    );
  }
}

/** Watches whether the slot that is to be read next stays claimed but unpublished. */
export class StallGuard {
  readonly #timeoutMs: number;
  #position = 0;
  /** When the stall at `#position` was first seen; −1: there is none. */
  #since = -1;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** `now` in milliseconds of any steady clock. Throws StalledProducerError. */
  check(consumer: RingConsumer, now: number): void {
    if (!consumer.isStalled) {
      this.#since = -1;
    } else if (this.#since < 0 || consumer.position !== this.#position) {
      this.#since = now;
      this.#position = consumer.position;
    } else if (now - this.#since >= this.#timeoutMs) {
      throw new StalledProducerError(this.#position, this.#timeoutMs);
    }
  }
}
