import { SLOT_SHIFT, SLOT_WORDS } from '../protocol/layout.ts';

/** Header words, each alone on its 128 bytes: neighbouring lines are fetched together by some processors. */
export const Cursor = {
  /** Sequence of the next slot to claim; moved by producers. */
  CLAIMED: 0,
  /** Sequence of the next slot to read: all before it are free; moved by the consumer. */
  CONSUMED: 32,
  /** 1 while the consumer sleeps or is about to. */
  SLEEPING: 64,
  /** 1 while a producer sleeps, or is about to, for want of room. */
  BLOCKED: 96,
  /** 1 once the ring is shut down: whoever waits on it gives up. */
  CLOSED: 128,
} as const;

const HEADER_WORDS = 160;

/** 2²⁰ slots of 64 bytes. */
const DEFAULT_CAPACITY = 1_048_576;

export interface RingOptions {
  /** Slots, a power of two from 2 to 2²⁴. */
  readonly capacity?: number;
  /** First sequence; any int32, for tests of the wrap-around. */
  readonly start?: number;
}

/**
 * The shared memory of a ring of 64-byte slots, over which sequences (int32, wrapping around) run for ever. Slot
 * `sequence & mask` holds a message from its publication until the consumer has moved on. Word 0 of a slot is its stamp.
 */
export class RingMemory {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  readonly mask: number;
  readonly header: Int32Array;
  readonly words: Int32Array;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.header = new Int32Array(buffer, 0, HEADER_WORDS);
    this.words = new Int32Array(buffer, HEADER_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.capacity = this.words.length >> SLOT_SHIFT;
    this.mask = this.capacity - 1;
  }

  /** A new ring; every page is touched now, so that the first lap does not fault. */
  static create({ capacity = DEFAULT_CAPACITY, start = 0 }: RingOptions = {}): RingMemory {
    const valid = capacity >= 2 && capacity <= 16_777_216 && (capacity & (capacity - 1)) === 0;
    if (!valid) throw new RangeError(`ring capacity must be a power of two, was ${capacity}`);
    const words = HEADER_WORDS + capacity * SLOT_WORDS;
    const memory = new RingMemory(new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT));
    memory.words.fill(0);
    memory.header[Cursor.CLAIMED] = start;
    memory.header[Cursor.CONSUMED] = start;
    return memory;
  }

  /** The same ring in another thread. */
  static attach(buffer: SharedArrayBuffer): RingMemory {
    return new RingMemory(buffer);
  }

  /** The stamp of a published frame of `count` slots that starts at `sequence`: the lap in the high bits, never 0 in the low ones. */
  stamp(sequence: number, count: number): number {
    return (sequence & ~this.mask) | count;
  }

  /** Slots claimed and not yet consumed. */
  get depth(): number {
    // Two loads are no snapshot: the figure is for statistics only.
    const consumed = Atomics.load(this.header, Cursor.CONSUMED);
    return (Atomics.load(this.header, Cursor.CLAIMED) - consumed) | 0;
  }

  get isClosed(): boolean {
    // Acquires whatever the closing thread wrote before `close`.
    return Atomics.load(this.header, Cursor.CLOSED) === 1;
  }

  /** Ends all waiting on the ring, now and later. */
  close(): void {
    // The flag is set before the wake-ups, so that a waiter that wakes sees it, and one that has yet to sleep does not.
    Atomics.store(this.header, Cursor.CLOSED, 1);
    this.wake(Cursor.SLEEPING);
    this.wake(Cursor.BLOCKED);
  }

  /**
   * Wakes who sleeps on a flag. The load is ordered after the caller's last Atomics.store (publish or release), and the
   * sleeper stores its flag before it looks at the ring a last time: one of the two sees the other, so that no wake-up
   * is lost. The notify, which takes a process-wide lock, is paid only when somebody sleeps.
   */
  wake(flag: number): void {
    if (Atomics.load(this.header, flag) === 0) return;
    Atomics.store(this.header, flag, 0);
    Atomics.notify(this.header, flag);
  }
}
