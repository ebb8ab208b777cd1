import { pause } from './pause.ts';
import type { RingConsumer } from './ring-consumer.ts';
import { Cursor } from './ring-memory.ts';

/** What a consumer does while there is nothing to read. */
export interface WaitStrategy {
  /** Called with the number of fruitless looks so far, from 0. Returns within a tenth of a second; true when the thread slept. */
  idle(consumer: RingConsumer, looks: number): boolean;
  /** Times the strategy has put the thread to sleep. */
  readonly parks: number;
  /** Times a sleep ended by itself although there was something to read and nobody had begun to wake it. */
  readonly missedWakeUps: number;
}

export type WaitStrategyName = 'spin' | 'hybrid' | 'park';

/** Looks before the hybrid strategy sleeps: some 20–50 µs, longer than it takes to be woken is not worth spinning. */
const HYBRID_LOOKS = 2_000;
/** Longest sleep, so that the loop around it sees a stalled producer. */
const PARK_MS = 100;

/** Never sleeps: lowest latency, a whole core. */
class SpinWait implements WaitStrategy {
  readonly parks = 0;
  readonly missedWakeUps = 0;

  idle(): boolean {
    pause();
    return false;
  }
}

/** Sleeps at once: no core, tens of microseconds to wake. */
class ParkWait implements WaitStrategy {
  parks = 0;
  missedWakeUps = 0;

  idle(consumer: RingConsumer): boolean {
    const { header } = consumer.memory;
    // Flag first, then the last look: a producer that publishes after that look sees the flag. See RingMemory.wake.
    Atomics.store(header, Cursor.SLEEPING, 1);
    if (!consumer.isReadable && !consumer.memory.isClosed) {
      this.parks++;
      const woken = Atomics.wait(header, Cursor.SLEEPING, 1, PARK_MS) !== 'timed-out';
      // A producer that saw the flag has taken it down: its wake-up was only slower than the end of the sleep.
      if (!woken && consumer.isReadable && Atomics.load(header, Cursor.SLEEPING) === 1)
        this.missedWakeUps++;
    }
    Atomics.store(header, Cursor.SLEEPING, 0);
    return true;
  }
}

/** Spins for a while, then sleeps. */
class HybridWait implements WaitStrategy {
  readonly #park = new ParkWait();

  get parks(): number {
    return this.#park.parks;
  }

  get missedWakeUps(): number {
    return this.#park.missedWakeUps;
  }

  idle(consumer: RingConsumer, looks: number): boolean {
    if (looks >= HYBRID_LOOKS) return this.#park.idle(consumer);
    pause();
    return false;
  }
}

export const waitStrategy = (name: WaitStrategyName): WaitStrategy => {
  if (name === 'spin') return new SpinWait();
  return name === 'hybrid' ? new HybridWait() : new ParkWait();
};
