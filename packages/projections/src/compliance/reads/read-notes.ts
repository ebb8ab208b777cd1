import type { Logger } from '@bellwether/platform/log';
import type { Read } from './read.ts';

/** From one message to the next, ms; reads of one, and reads that wait at most. */
const [EVERY_MS, AT_ONCE, WAITING_MAX] = [1_000, 500, 20_000];

/**
 * Notes who has looked at what, behind the answers: nobody waits for it. What cannot be passed on waits, a bounded number of
 * reads; beyond, they are lost, and the log says how many.
 */
export class ReadNotes {
  readonly #publish: (reads: readonly Read[]) => void;
  readonly #logger: Logger;
  #waiting: Read[] = [];
  #lost = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param publish passes reads on; what it throws is tried again. */
  constructor(publish: (reads: readonly Read[]) => void, logger: Logger) {
    this.#publish = publish;
    this.#logger = logger;
  }

  note(read: Read | undefined): void {
    if (read === undefined) return;
    if (this.#waiting.length >= WAITING_MAX) this.#lost += 1;
    else this.#waiting.push(read);
    this.#timer ??= setTimeout(() => this.flush(), EVERY_MS).unref();
  }

  /** Passes on what waits, as at the end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      while (this.#waiting.length > 0) {
        this.#publish(this.#waiting.slice(0, AT_ONCE));
        this.#waiting = this.#waiting.slice(AT_ONCE);
      }
    } catch (error) {
      this.#logger.warn({ err: error, waiting: this.#waiting.length }, 'reads are not noted yet');
      this.#timer = setTimeout(() => this.flush(), EVERY_MS).unref();
    }
    if (this.#lost === 0) return;
    this.#logger.error({ lost: this.#lost }, 'reads of customers’ data could not be noted');
    this.#lost = 0;
  }
}
