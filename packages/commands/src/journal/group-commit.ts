import type { JournalEntry } from '@bellwether/domain';
import type { Runtime } from '@bellwether/platform/runtime';
import type { Journal } from './journal.ts';

/** Facts that may share one append; a command with more of them is appended alone. */
const BATCH_FACTS_MAX = 3_000;

interface Waiting {
  readonly entry: JournalEntry;
  readonly durable: (position: bigint) => void;
}

/**
 * Gathers entries while an append is in flight and appends them together when it returns: one entry at low load,
 * thousands under load, without a timer. What is handed over is durable exactly when its callback runs.
 */
export class GroupCommit {
  readonly #journal: Journal;
  readonly #runtime: Runtime;
  readonly #onFailure: (error: unknown) => void;
  #open: Waiting[] = [];
  #running = false;
  #failed = false;
  #idle: (() => void)[] = [];
  /** When the append in flight was sent, ms of the monotonic clock; undefined while there is none. */
  #sentAt: number | undefined;
  #observe: ((entry: JournalEntry) => void) | undefined;

  /** @param onFailure called once when the journal fails for good; nothing is appended or reported after that. */
  constructor(journal: Journal, runtime: Runtime, onFailure: (error: unknown) => void) {
    this.#journal = journal;
    this.#runtime = runtime;
    this.#onFailure = onFailure;
  }

  /** Entries not yet durable. */
  get pending(): number {
    return this.#open.length;
  }

  /** How long the append in flight has been waiting, ms. */
  get stalledMs(): number {
    return this.#sentAt === undefined ? 0 : this.#runtime.monotonicMs() - this.#sentAt;
  }

  /** Tells of each entry from now on when it is handed over, in the order of the journal; it need not be durable by then. */
  observe(observer: (entry: JournalEntry) => void): void {
    this.#observe = observer;
  }

  add(entry: JournalEntry, durable: (position: bigint) => void): void {
    this.#observe?.(entry);
    this.#open.push({ entry, durable });
    if (!this.#running) void this.#run();
  }

  /** Resolves when everything handed over so far is durable, or the journal has failed. */
  drained(): Promise<void> {
    if (!this.#running || this.#failed) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What the same turn of the event loop still hands over goes with it.
    await Promise.resolve();
    try {
      while (this.#open.length > 0) {
        const batch = this.#takeBatch();
        this.#sentAt = this.#runtime.monotonicMs();
        const position = await this.#journal.append(batch.map((waiting) => waiting.entry));
        this.#sentAt = undefined;
        for (const waiting of batch) waiting.durable(position);
      }
      this.#running = false;
    } catch (error) {
      this.#failed = true;
      this.#onFailure(error);
    }
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #takeBatch(): readonly Waiting[] {
    let facts = 0;
    let count = 0;
    for (const { entry } of this.#open) {
      facts += entry.facts.length;
      if (facts > BATCH_FACTS_MAX && count > 0) break;
      count++;
    }
    return this.#open.splice(0, count);
  }
}
