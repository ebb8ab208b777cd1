import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@bellwether/platform/log';

/** The read models have not answered for too long. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly code = 'UNAVAILABLE';
}

/** What a follower is to be told next: nothing where nothing has changed. */
export interface Looked<Event> {
  readonly events: readonly Event[];
  /** Whether there is more to be told at once. */
  readonly more?: boolean;
}

export type Look<Event> = () => Promise<Looked<Event>>;

export interface FollowingOptions<Event> {
  readonly look: Look<Event>;
  /** Starts to be woken, and returns what ends it. */
  readonly follow: (wake: () => void) => () => void;
  /** How long it waits to be woken before it looks by itself, ms. Default 30,000. */
  readonly lookEveryMs?: number;
  /** For how long looks may fail before the subscription ends, ms. Default 30,000. */
  readonly giveUpMs?: number;
  readonly logger: Logger;
}

/** Should nothing ever wake it, it is so late, ms. */
const LOOK_EVERY_MS = 30_000;
/** Changes that come faster are told together, ms. */
const TOGETHER_MS = 20;
/** A look that fails is tried again, first after so long, then twice as long, until the last; ms. */
const [RETRY_MIN_MS, RETRY_MAX_MS, GIVE_UP_MS] = [100, 2_000, 30_000];

/**
 * One subscription. It looks when it is woken, and only when its client asks for more: a client that reads slowly is told
 * of several changes at once, and nothing piles up for it.
 */
export class Following<Event> implements AsyncIterableIterator<Event> {
  readonly #options: FollowingOptions<Event>;
  readonly #stop: () => void;
  readonly #ended = new AbortController();
  #events: Event[] = [];
  #isDue = true;
  #wake: () => void = () => undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: FollowingOptions<Event>) {
    this.#options = options;
    this.#stop = options.follow(() => {
      this.#isDue = true;
      this.#wake();
    });
  }

  async next(): Promise<IteratorResult<Event>> {
    while (!this.#ended.signal.aborted) {
      const event = this.#events.shift();
      if (event !== undefined) return { value: event, done: false };
      try {
        await this.#due();
        if (!this.#ended.signal.aborted) await this.#take();
      } catch (error) {
        if (this.#ended.signal.aborted) break;
        await this.return();
        throw error;
      }
    }
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Event>> {
    if (!this.#ended.signal.aborted) {
      this.#ended.abort();
      this.#stop();
      this.#wake();
    }
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Resolves when there may be something to tell. */
  async #due(): Promise<void> {
    if (!this.#isDue)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#options.lookEveryMs ?? LOOK_EVERY_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    const rest = this.#lookedAt + TOGETHER_MS - performance.now();
    if (rest > 0) await sleep(rest, undefined, { signal: this.#ended.signal });
    // What wakes it from here on is looked at once more.
    this.#isDue = false;
    this.#lookedAt = performance.now();
  }

  async #take(): Promise<void> {
    const { events, more } = await this.#look();
    this.#events = [...events];
    if (more === true) this.#isDue = true;
  }

  async #look(): Promise<Looked<Event>> {
    const { look, logger, giveUpMs = GIVE_UP_MS } = this.#options;
    const { signal } = this.#ended;
    const giveUpAt = performance.now() + giveUpMs;
    for (let delay = RETRY_MIN_MS; ; delay = Math.min(2 * delay, RETRY_MAX_MS))
      try {
        return await look();
      } catch (error) {
        if (isForTheClient(error)) throw error;
        logger.warn({ err: error }, 'a subscription could not look');
        if (performance.now() > giveUpAt)
          throw new UnavailableError(
            'the read models do not answer; subscribe again from your last position',
          );
        await sleep(delay, undefined, { signal });
      }
  }
}

/** Errors that say what the client did are not tried again. */
function isForTheClient(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'BAD_CURSOR' || code === 'STALE';
}
