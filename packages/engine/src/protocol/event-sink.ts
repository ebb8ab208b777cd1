import { SLOT_WORDS } from './layout.ts';

/**
 * Where the book writes its events, one 64-byte slot each. Claiming a slot is one comparison and one addition; only at
 * the end of the contiguous free stretch does the sink make room, in its own way (wait for the reader, or grow).
 */
export abstract class EventSink {
  declare words: Int32Array;
  /** First word of the next slot. */
  protected at = 0;
  /** Where the free stretch ends. */
  protected limit = 0;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** First word of the next slot. Word 0 is cleared; the caller writes words 1 … 15, all of them. */
  claim(): number {
    if (this.at === this.limit) this.makeRoom();
    const at = this.at;
    this.at = at + SLOT_WORDS;
    this.words[at] = 0;
    return at;
  }

  /** Like `claim`, for several slots one after the other; −1 when there is no contiguous room, and nothing is claimed. */
  claimRun(slots: number): number {
    const at = this.at;
    const end = at + slots * SLOT_WORDS;
    if (end > this.limit) return -1;
    this.at = end;
    return at;
  }

  /** Returns with room for one slot at least: `at` below `limit`. */
  protected abstract makeRoom(): void;
}
