import type { Side } from '../protocol/codes.ts';
import type { DisplayedBook } from './displayed-book.ts';
import type { ConflatedUpdate, FeedMessage, FeedUpdate } from './messages.ts';

export interface SubscriptionOptions {
  /** `orders`: market by order; a reader that falls behind gets a new snapshot. `levels`: market by price; it gets a conflated update. */
  readonly view: 'orders' | 'levels';
  /** Updates kept for the reader before they are conflated. */
  readonly maxBacklog: number;
}

/** One reader of one symbol, read at the reader's own pace; what is kept for it is bounded. */
export class FeedSubscription {
  readonly #book: DisplayedBook;
  readonly #options: SubscriptionOptions;
  readonly #end: () => void;
  #queue: FeedMessage[];
  /** Levels changed while conflating, as `side` and price; undefined while keeping up. */
  #dirty: Map<string, readonly [Side, number]> | undefined;
  #wake: PromiseWithResolvers<void> | undefined;

  constructor(book: DisplayedBook, options: SubscriptionOptions, end: () => void) {
    this.#book = book;
    this.#options = options;
    this.#end = end;
    this.#queue = [book.snapshot()];
  }

  /** Called by the feed. */
  offer(update: FeedUpdate): void {
    if (this.#dirty === undefined && this.#queue.length < this.#options.maxBacklog) {
      this.#queue.push(update);
    } else {
      this.#conflate(update);
    }
    this.#wake?.resolve();
    this.#wake = undefined;
  }

  /** All that is new, oldest first; empty when there is nothing. */
  read(): FeedMessage[] {
    const messages = this.#queue;
    this.#queue = [];
    if (this.#dirty !== undefined) messages.push(this.#caughtUp());
    return messages;
  }

  /** Resolves when `read` would return something. */
  ready(): Promise<void> {
    if (this.#queue.length > 0 || this.#dirty !== undefined) return Promise.resolve();
    this.#wake ??= Promise.withResolvers();
    return this.#wake.promise;
  }

  close(): void {
    this.#end();
    this.#queue = [];
    this.#dirty = undefined;
  }

  #conflate(update: FeedUpdate): void {
    this.#dirty ??= new Map();
    for (const { side, price } of update.levels) this.#dirty.set(`${side} ${price}`, [side, price]);
  }

  /** The book as it is now, in the form that the reader's view asks for. */
  #caughtUp(): FeedMessage {
    const dirty = this.#dirty!;
    this.#dirty = undefined;
    if (this.#options.view === 'orders') return this.#book.snapshot();
    const { symbol, sequence, checksum } = this.#book;
    const levels = [...dirty.values()].map(([side, price]) => this.#book.levelDelta(side, price));
    return { kind: 'conflated', symbol, sequence, levels, checksum } satisfies ConflatedUpdate;
  }
}
