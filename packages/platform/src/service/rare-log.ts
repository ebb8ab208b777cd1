import type { Logger } from './logger.ts';

const EVERY_MS = 1_000;

/**
 * Logs what others can cause at will: the first at once, then at most one line a second with how many there were since. What
 * somebody sends fills no disk.
 */
export class RareLog {
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #message: string;
  readonly #now: () => number;
  #loggedAt = Number.NEGATIVE_INFINITY;
  #since = 0;

  /** @param now of a monotonic clock, ms. */
  constructor(
    logger: Pick<Logger, 'warn'>,
    message: string,
    now: () => number = () => performance.now(),
  ) {
    this.#logger = logger;
    this.#message = message;
    this.#now = now;
  }

  /** @param fields of this one; of those that are only counted nothing is kept. */
  note(fields: Readonly<Record<string, unknown>>): void {
    this.#since += 1;
    const now = this.#now();
    if (now - this.#loggedAt < EVERY_MS) return;
    this.#logger.warn({ ...fields, count: this.#since }, this.#message);
    this.#loggedAt = now;
    this.#since = 0;
  }
}
