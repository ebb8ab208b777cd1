import { SLOT_WORDS } from '../protocol/layout.ts';
import { EventSink } from '../protocol/event-sink.ts';

/** Events kept in memory until they are read; grows to hold the largest backlog. */
export class GrowingSink extends EventSink {
  /** First word of the oldest unread event. */
  #read = 0;

  /** `slots`: events held before the first growth. */
  constructor(slots = 1024) {
    super(new Int32Array(slots * SLOT_WORDS));
    this.limit = this.words.length;
  }

  /** Events written and not yet read. */
  get backlog(): number {
    return (this.at - this.#read) / SLOT_WORDS;
  }

  /** First word of the oldest unread event; there is one. */
  peek(): number {
    return this.#read;
  }

  /** Frees the oldest unread event. */
  advance(): void {
    this.#read += SLOT_WORDS;
    if (this.#read === this.at) {
      this.#read = 0;
      this.at = 0;
    }
  }

  /** Moves the unread events to the front, into a larger array if they fill more than half of this one. */
  protected override makeRoom(): void {
    const unread = this.words.subarray(this.#read, this.at);
    if (unread.length * 2 > this.words.length) {
      const words = new Int32Array(this.words.length * 2);
      words.set(unread);
      this.words = words;
      this.limit = words.length;
    } else {
      this.words.copyWithin(0, this.#read, this.at);
    }
    this.at = unread.length;
    this.#read = 0;
  }
}
