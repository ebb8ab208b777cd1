import { CommandWord, FOREIGN, SLOT_WORDS } from '../protocol/layout.ts';
import { RingMemory } from '../ring/ring-memory.ts';
import { RingProducer } from '../ring/ring-producer.ts';
import { CommandSubmission } from './command-submission.ts';
import type { CommandPort } from './engine.ts';
import { EngineStoppedError } from './errors.ts';

export interface CommandProducerOptions {
  /**
   * What submission does when the ring is full: wait up to so many milliseconds (Infinity: until there is room or the
   * engine ends), then refuse; 0, the default, refuses at once. Waiting blocks the thread: never wait in the thread that
   * polls the engine.
   */
  readonly waitMs?: number;
}

/** Commands from a thread that does not own the engine; each is published at once, and its place is kept among its thread's own. */
class CommandProducer extends CommandSubmission {
  readonly #memory: RingMemory;
  readonly #producer: RingProducer;
  readonly #waitMs: number;

  constructor(memory: RingMemory, waitMs: number) {
    super(new Int32Array(SLOT_WORDS));
    this.#memory = memory;
    this.#producer = new RingProducer(memory);
    this.#waitMs = waitMs;
  }

  /** Encoding may throw, and what is claimed must be published: the claim comes with the commit. */
  protected override reserve(): number {
    if (this.#memory.isClosed) throw new EngineStoppedError();
    return 0;
  }

  protected override commit(): boolean {
    const producer = this.#producer;
    const claimed = this.#waitMs > 0 ? producer.claim(1, this.#waitMs) : producer.tryClaim(1);
    if (!claimed) return false;
    const at = producer.slot(0);
    for (let word = 1; word < SLOT_WORDS; word++) producer.words[at | word] = this.slots[word]!;
    producer.words[at | CommandWord.HEAD] = this.slots[CommandWord.HEAD]! | FOREIGN;
    producer.publish();
    return true;
  }

  flush(): boolean {
    return true;
  }
}

/** Submits commands to a threaded engine from another thread; `ring` is the engine's `commandRing`. */
export const createCommandProducer = (
  ring: SharedArrayBuffer,
  options: CommandProducerOptions = {},
): CommandPort => new CommandProducer(RingMemory.attach(ring), options.waitMs ?? 0);
