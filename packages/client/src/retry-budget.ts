import type { Runtime } from '@bellwether/platform/runtime';

/** Repeats that may be saved up, in messages. */
const SAVED_MAX = 100;
/** Messages that add one repeat: in the long run one in ten is sent again. */
const MESSAGES_PER_REPEAT = 10;
/** What each second adds: a quiet client may still repeat its few messages. */
const PER_SECOND = 10;

/** How many messages a client may send again soon: what is in trouble is not helped by being asked ever more often. */
export class RetryBudget {
  readonly #runtime: Runtime;
  #saved = SAVED_MAX;
  #messages = 0;
  #at: number;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#at = runtime.monotonicMs();
  }

  /** A message was sent for the first time. */
  sent(): void {
    this.#messages += 1;
    if (this.#messages % MESSAGES_PER_REPEAT === 0)
      this.#saved = Math.min(SAVED_MAX, this.#saved + 1);
  }

  /** Takes a repeat out of the budget; false when there is none left. */
  take(): boolean {
    const now = this.#runtime.monotonicMs();
    const earned = ((now - this.#at) / 1_000) * PER_SECOND;
    this.#saved = Math.min(SAVED_MAX, this.#saved + earned);
    this.#at = now;
    if (this.#saved < 1) return false;
    this.#saved -= 1;
    return true;
  }
}
