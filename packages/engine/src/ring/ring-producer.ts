import { SLOT_SHIFT } from '../protocol/layout.ts';
import { pause } from './pause.ts';
import { Cursor, type RingMemory } from './ring-memory.ts';

const SPINS = 64;
/** Longest single sleep while waiting for room, in milliseconds; a wait is counted in these. */
const SLICE_MS = 1;

/**
 * One of any number of writers to a ring; each thread has its own. A batch of messages is a frame: claimed by one
 * compare-and-swap, written, and published by one store into its first slot. Slots still unread are never overwritten:
 * what finds no room is refused, or waits, as the caller chooses.
 */
export class RingProducer {
  readonly memory: RingMemory;
  readonly words: Int32Array;
  readonly #mask: number;
  /** Consumer's cursor as last seen: never ahead of it, hence safe to rely on. */
  #consumed: number;
  /** Where the ring stood after this producer's last claim. */
  #expected: number;
  #first = 0;
  #count = 0;

  constructor(memory: RingMemory) {
    this.memory = memory;
    this.words = memory.words;
    this.#mask = memory.mask;
    this.#consumed = Atomics.load(memory.header, Cursor.CONSUMED);
    this.#expected = Atomics.load(memory.header, Cursor.CLAIMED);
  }

  /** Largest batch that can be claimed at once. */
  get maxBatch(): number {
    return this.#mask;
  }

  /** Claims `count` slots, 1 … `maxBatch`, or refuses. What is claimed must be published: until then readers stop there. */
  tryClaim(count: number): boolean {
    // Nobody has claimed since this producer did, more often than not: the swap itself finds out.
    return this.#claimAt(this.#expected, count) || this.#claimAnew(count);
  }

  /** Claims from `claimed` on, if that is where the ring stands and the known free slots suffice. */
  #claimAt(claimed: number, count: number): boolean {
    const next = (claimed + count) | 0;
    if (((next - this.#consumed) | 0) > this.memory.capacity) return false;
    // Success makes the slots this thread's own; the load of CONSUMED that freed them ordered their last reading before it.
    if (Atomics.compareExchange(this.memory.header, Cursor.CLAIMED, claimed, next) !== claimed) {
      return false;
    }
    this.#expected = next;
    this.#first = claimed;
    this.#count = count;
    return true;
  }

  #claimAnew(count: number): boolean {
    const { header, capacity } = this.memory;
    for (;;) {
      // In this order: the reader's cursor, looked at later, is never behind what the claims were then based on. It is
      // looked at every time, for the cached one may be so old that the distance to it has wrapped around.
      this.#expected = Atomics.load(header, Cursor.CLAIMED);
      // Acquires the reader's progress: its reads of the slots before this cursor are over.
      this.#consumed = Atomics.load(header, Cursor.CONSUMED);
      if (((this.#expected + count - this.#consumed) | 0) > capacity) return false;
      if (this.#claimAt(this.#expected, count)) return true;
    }
  }

  /** Like `tryClaim`, but waits for room up to about `milliseconds` (Infinity: until the ring is closed). Blocks the thread. */
  claim(count: number, milliseconds: number): boolean {
    for (let i = 0; i < SPINS; i++) {
      if (this.tryClaim(count)) return true;
      pause();
    }
    const { header } = this.memory;
    for (let waited = 0; waited < milliseconds && !this.memory.isClosed; waited += SLICE_MS) {
      // Flag first, then look again: a reader that frees slots after that look sees the flag. See RingMemory.wake.
      Atomics.store(header, Cursor.BLOCKED, 1);
      if (this.tryClaim(count)) return true;
      Atomics.wait(header, Cursor.BLOCKED, 1, SLICE_MS);
      if (this.tryClaim(count)) return true;
    }
    return false;
  }

  /** First word of the claimed frame's slot `index`. Words 1 … 15 are the caller's to write. */
  slot(index: number): number {
    return ((this.#first + index) & this.#mask) << SLOT_SHIFT;
  }

  /** Publishes the claimed frame. */
  publish(): void {
    const { words } = this;
    // Only the first slot may look like the start of a frame, now or 2³² messages later.
    for (let i = 1; i < this.#count; i++) words[this.slot(i)] = 0;
    // Releases the frame: everything written to it so far is visible to whoever loads this stamp.
    Atomics.store(words, this.slot(0), this.memory.stamp(this.#first, this.#count));
    this.memory.wake(Cursor.SLEEPING);
  }
}
