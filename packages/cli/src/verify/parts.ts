import type { Progress } from '../output/part-progress.ts';
import { Invariant } from './result.ts';

/** Runs the parts of a verification: one that fails, or is stopped, is told as such, and the others go on. */
export class Parts {
  readonly progress: Progress;
  readonly #signal: AbortSignal;
  readonly #stopped: Promise<never>;

  constructor(progress: Progress, signal: AbortSignal) {
    this.progress = progress;
    this.#signal = signal;
    this.#stopped = new Promise((_, reject) => {
      const stop = (): void => reject(new Error('stopped'));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    this.#stopped.catch(() => undefined);
  }

  /** @throws Error `stopped` */
  goOn(): void {
    if (this.#signal.aborted) throw new Error('stopped');
  }

  /**
   * Does a part of what belongs to an invariant.
   * @returns why it did not come to its end, if it did not.
   */
  async run(
    what: string,
    work: () => Promise<void>,
    invariant?: Invariant,
  ): Promise<string | undefined> {
    try {
      this.goOn();
      const working = work();
      working.catch(() => undefined);
      await Promise.race([working, this.#stopped]);
      return undefined;
    } catch (error) {
      const reason = `${what}: ${error instanceof Error ? error.message : String(error)}`;
      invariant?.end(reason);
      return reason;
    }
  }
}
