import type { Logger } from '@bellwether/platform/log';
import type { Occasion, ProcessManager } from './process.ts';
import { occasionDue } from './reaction.ts';
import type { ProcessRuntime } from './runtime.ts';
import { NotSentError, submit } from './submit.ts';

/** How often the calendar is asked, ms. */
const LOOK_EVERY_MS = 500;

/**
 * Runs one process manager on the calendar: sends what it asks for, in its order, each once a run. What an earlier run has
 * sent is sent again under the same id, which has no effect.
 */
export class Timer {
  readonly #process: ProcessManager;
  readonly #runtime: ProcessRuntime;
  readonly #logger: Logger;
  /** Names of occasions that are answered or given up, while the calendar names them. */
  #done: ReadonlySet<string> = new Set();
  #givenUp = 0;

  constructor(process: ProcessManager, runtime: ProcessRuntime, logger: Logger) {
    this.#process = process;
    this.#runtime = runtime;
    this.#logger = logger;
  }

  /** Occasions of this run whose commands were not taken: somebody has to look. The next run tries them again. */
  get givenUp(): number {
    return this.#givenUp;
  }

  /** Runs until the signal. @throws UndeclaredCommandError, and whatever the declaration throws. */
  async run(): Promise<void> {
    const { signal, runtime } = this.#runtime;
    while (!signal.aborted) {
      await this.#look(this.#process.at?.(runtime.clock()) ?? []);
      await runtime.pause(LOOK_EVERY_MS, signal);
    }
  }

  async #look(due: readonly Occasion[]): Promise<void> {
    const done = new Set(due.map(({ name }) => name).filter((name) => this.#done.has(name)));
    this.#done = done;
    for (const occasion of due.filter(({ name }) => !done.has(name))) {
      // Later ones follow from it: they wait until it is answered.
      if (!(await this.#send(occasion))) return;
      done.add(occasion.name);
    }
  }

  /** Returns false where there is no answer yet. */
  async #send(occasion: Occasion): Promise<boolean> {
    const { signal } = this.#runtime;
    const names = { process: this.#process.name, occasion: occasion.name };
    try {
      const due = occasionDue(this.#process, occasion);
      const { status } = await submit(this.#runtime, due, this.#logger);
      if (status === 'accepted') this.#logger.info(names, 'sent');
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof NotSentError)) throw error;
      this.#logger.error(
        { err: error, ...names },
        'a process could not send what the day asks for',
      );
      if (error.code === 'NO_ANSWER') return false;
      this.#givenUp += 1;
      return true;
    }
  }
}
