import { SLOT_SHIFT } from '../protocol/layout.ts';
import { Cursor, type RingMemory } from './ring-memory.ts';

/** The one reader of a ring. A ring has exactly one consumer, in one thread, for its life. */
export class RingConsumer {
  readonly memory: RingMemory;
  readonly words: Int32Array;
  readonly #mask: number;
  /** Sequence of the next slot to read. */
  #next: number;
  /** Slots left of the frame being read. */
  #left = 0;
  #released: number;

  constructor(memory: RingMemory) {
    this.memory = memory;
    this.words = memory.words;
    this.#mask = memory.mask;
    this.#next = Atomics.load(memory.header, Cursor.CONSUMED);
    this.#released = this.#next;
  }

  /** First word of the next message, or −1. The message stays where it is until `release`. */
  peek(): number {
    if (this.#left === 0 && !this.#openFrame()) return -1;
    return (this.#next & this.#mask) << SLOT_SHIFT;
  }

  /** Steps over the message that `peek` showed. */
  advance(): void {
    this.#next = (this.#next + 1) | 0;
    this.#left--;
  }

  /** Gives the slots stepped over back to the producers. */
  release(): void {
    if (this.#released === this.#next) return;
    this.#released = this.#next;
    // Orders all reads of the slots before the producers' next writes to them.
    Atomics.store(this.memory.header, Cursor.CONSUMED, this.#next);
    this.memory.wake(Cursor.BLOCKED);
  }

  get isReadable(): boolean {
    return this.#left !== 0 || this.#openFrame();
  }

  /** Whether the next slot is claimed but not published: its producer is at work, or dead. */
  get isStalled(): boolean {
    if (this.isReadable) return false;
    // A claim seen here may be published a moment later; only a stall that lasts means anything.
    return Atomics.load(this.memory.header, Cursor.CLAIMED) !== this.#next;
  }

  /** Sequence of the next slot to read. */
  get position(): number {
    return this.#next;
  }

  #openFrame(): boolean {
    // Acquires the frame: its payload, written before the stamp was stored, is visible after this load.
    const stamp = Atomics.load(this.words, (this.#next & this.#mask) << SLOT_SHIFT);
    const count = stamp & this.#mask;
    if (count === 0 || (stamp & ~this.#mask) !== (this.#next & ~this.#mask)) return false;
    this.#left = count;
    return true;
  }
}
