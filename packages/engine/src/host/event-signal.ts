import { pause } from '../ring/pause.ts';
import type { RingConsumer } from '../ring/ring-consumer.ts';
import { Cursor } from '../ring/ring-memory.ts';

/** A few microseconds: as long as an engine that is at work takes to answer, far below what an event loop would notice. */
const SPINS = 200;

/** Waits for events without holding up the event loop. */
export class EventSignal {
  readonly #consumer: RingConsumer;
  #waiting: Promise<void> | undefined;

  constructor(consumer: RingConsumer) {
    this.#consumer = consumer;
  }

  /** Resolves when there may be something to read, or the ring was closed. Does not keep the process alive. */
  wait(): Promise<void> {
    this.#waiting ??= this.#sleep().finally(() => {
      this.#waiting = undefined;
    });
    return this.#waiting;
  }

  async #sleep(): Promise<void> {
    for (let i = 0; i < SPINS; i++) {
      if (this.#consumer.isReadable) return;
      pause();
    }
    const { memory } = this.#consumer;
    // Flag first, then the last look: an engine that publishes after that look sees the flag. See RingMemory.wake.
    Atomics.store(memory.header, Cursor.SLEEPING, 1);
    if (this.#consumer.isReadable || memory.isClosed) return;
    await Atomics.waitAsync(memory.header, Cursor.SLEEPING, 1).value;
  }
}
