import { EventSink } from '../protocol/event-sink.ts';
import { SLOT_SHIFT } from '../protocol/layout.ts';
import { pause } from './pause.ts';
import { Cursor, type RingMemory } from './ring-memory.ts';

const SPINS = 256;
const SLICE_MS = 100;

/** The ring was closed while the sink waited for room: the events of the current command are lost with the engine. */
export class RingClosedError extends Error {
  override readonly name = 'RingClosedError';
  readonly code = 'ENGINE_RING_CLOSED';

  constructor() {
    super('the ring was closed while a writer waited for room in it');
  }
}

/**
 * The book's events into a ring of which this sink is the only producer: no claim is shared, so that a slot costs no
 * atomic operation and a whole batch one store. A full ring makes the sink publish what it has and wait for the reader,
 * however long; it drops nothing.
 */
export class RingSink extends EventSink {
  readonly #memory: RingMemory;
  /** Sequence of the slot at `#stretch`, where the current contiguous stretch began. */
  #stretchSequence: number;
  #stretch = 0;
  /** First sequence not yet published. */
  #published: number;
  #written = 0;
  /** Times that the sink had to wait for the reader. */
  waits = 0;

  constructor(memory: RingMemory) {
    super(memory.words);
    this.#memory = memory;
    this.#stretchSequence = Atomics.load(memory.header, Cursor.CLAIMED);
    this.#published = this.#stretchSequence;
    this.at = (this.#stretchSequence & memory.mask) << SLOT_SHIFT;
    this.#stretch = this.at;
    this.limit = this.at;
  }

  /** Events published so far. */
  get written(): number {
    return this.#written;
  }

  /** Events published and not yet read. */
  get depth(): number {
    return this.#memory.depth;
  }

  /** Publishes all complete events. */
  flush(): void {
    const end = this.#sequence();
    const { mask, header, words } = this.#memory;
    while (this.#published !== end) {
      const first = this.#published;
      const count = Math.min((end - first) | 0, mask);
      this.#published = (first + count) | 0;
      this.#written += count;
      // Orders nothing and need not be seen at once: no other thread claims here, it is for the statistics.
      header[Cursor.CLAIMED] = this.#published;
      // Releases the frame, as in RingProducer.publish; interior stamps were zeroed when the slots were claimed.
      Atomics.store(words, (first & mask) << SLOT_SHIFT, this.#memory.stamp(first, count));
      this.#memory.wake(Cursor.SLEEPING);
    }
  }

  #sequence(): number {
    return (this.#stretchSequence + ((this.at - this.#stretch) >> SLOT_SHIFT)) | 0;
  }

  protected override makeRoom(): void {
    const { mask, capacity } = this.#memory;
    this.#stretchSequence = this.#sequence();
    this.at = (this.#stretchSequence & mask) << SLOT_SHIFT;
    this.#stretch = this.at;
    const free = this.#free() || this.#waitForRoom();
    const untilEnd = capacity - (this.#stretchSequence & mask);
    this.limit = this.at + (Math.min(free, untilEnd) << SLOT_SHIFT);
  }

  #free(): number {
    // Acquires the reader's progress: its reads of the slots before this cursor are over.
    const consumed = Atomics.load(this.#memory.header, Cursor.CONSUMED);
    return this.#memory.capacity - ((this.#stretchSequence - consumed) | 0);
  }

  #waitForRoom(): number {
    this.flush();
    this.waits++;
    for (let i = 0; i < SPINS; i++) {
      const free = this.#free();
      if (free > 0) return free;
      pause();
    }
    const { header } = this.#memory;
    while (!this.#memory.isClosed) {
      // Flag first, then look again: a reader that frees slots after that look sees the flag. See RingMemory.wake.
      Atomics.store(header, Cursor.BLOCKED, 1);
      if (this.#free() === 0) Atomics.wait(header, Cursor.BLOCKED, 1, SLICE_MS);
      const free = this.#free();
      if (free > 0) return free;
    }
    throw new RingClosedError();
  }
}
