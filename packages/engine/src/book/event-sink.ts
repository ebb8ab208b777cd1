import { SLOT_SHIFT } from '../protocol/layout.ts';

/**
 * Where the book writes its events: 64-byte slots in a power-of-two array. Claiming a slot is a counter step; only when
 * the known free slots are used up does the sink make room, in its own way (wait for the reader, or grow).
 */
export abstract class EventSink {
  words: Int32Array;
  mask: number;
  /** Sequence of the next slot to claim; wraps around at 2³². */
  next: number;
  /** Slots that can be claimed without asking. */
  protected free: number;

  constructor(words: Int32Array, mask: number, next: number, free: number) {
    this.words = words;
    this.mask = mask;
    this.next = next;
    this.free = free;
  }

  /** First word of the next slot. The caller writes words 1 … 15, all of them. */
  claim(): number {
    if (this.free === 0) this.makeRoom();
    this.free--;
    const at = (this.next & this.mask) << SLOT_SHIFT;
    this.next = (this.next + 1) | 0;
    return at;
  }

  /** Returns with `free` above 0. */
  protected abstract makeRoom(): void;
}
