import type { Instant } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Occasion, ProcessManager } from './process.ts';
import { occasionDue } from './reaction.ts';
import type { FactReading } from './reactor.ts';
import { Remembering } from './remembering.ts';
import type { ProcessRuntime } from './runtime.ts';
import { streamsWith } from './streams.ts';
import { NotSentError, submit } from './submit.ts';

/** How often the calendar is asked, ms. */
const LOOK_EVERY_MS = 500;

export interface TimerOptions {
  readonly process: ProcessManager;
  readonly runtime: ProcessRuntime;
  /** Reads the facts that its memory is made of. */
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly logger: Logger;
  /** The calendar that comes first, whatever the time; undefined: it waits for none. */
  readonly first?: Timer | undefined;
}

/**
 * Runs one process manager on the calendar: sends what it asks for, in its order, each once a run. What an earlier run has
 * sent is sent again under the same id, which has no effect.
 */
export class Timer {
  readonly #options: TimerOptions;
  readonly #remembering: Remembering;
  /** Names of occasions that are answered or given up, while the calendar names them. */
  #done: ReadonlySet<string> = new Set();
  #givenUp = 0;
  /** Everything that was due by then is answered or given up. */
  #doneBy: Instant = -1n;
  #waiting: (() => void)[] = [];

  constructor(options: TimerOptions) {
    this.#options = options;
    this.#remembering = new Remembering(options.process);
  }

  /** Occasions of this run whose commands were not taken: somebody has to look. The next run tries them again. */
  get givenUp(): number {
    return this.#givenUp;
  }

  /** Runs until the signal. @throws UndeclaredCommandError, and whatever the declaration throws. */
  async run(): Promise<void> {
    const { promise: recalled, resolve } = Promise.withResolvers<void>();
    await Promise.all([this.#remember(resolve), recalled.then(() => this.#lookOn())]);
  }

  /** Resolves when everything that was due by a time is answered or given up. */
  async doneBy(time: Instant): Promise<void> {
    const { signal } = this.#options.runtime;
    while (this.#doneBy < time && !signal.aborted)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Keeps the memory. @param recalled called when it has what the log had at the start. */
  async #remember(recalled: () => void): Promise<void> {
    const { process, runtime, reading } = this.#options;
    const types = Object.keys(process.memory?.takes ?? {});
    if (types.length === 0) return recalled();
    for await (const message of runtime.follow(streamsWith(types), undefined, runtime.signal)) {
      if (message.kind === 'caughtUp') recalled();
      if (message.kind === 'event')
        for (const fact of await reading.factsOf(message.event)) this.#remembering.take(fact);
    }
    recalled();
  }

  async #lookOn(): Promise<void> {
    const { process, runtime, first } = this.#options;
    const { signal } = runtime;
    while (!signal.aborted) {
      const now = runtime.runtime.clock();
      const due = process.at?.(now, this.#remembering.memory) ?? [];
      if (due.some(({ name }) => !this.#done.has(name))) await first?.doneBy(now);
      if (await this.#look(due)) this.#doneBy = now;
      this.#wake();
      await runtime.runtime.pause(LOOK_EVERY_MS, signal);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Whether everything was dealt with. */
  async #look(due: readonly Occasion[]): Promise<boolean> {
    const done = new Set(due.map(({ name }) => name).filter((name) => this.#done.has(name)));
    this.#done = done;
    for (const occasion of due.filter(({ name }) => !done.has(name))) {
      // Later ones follow from it: they wait until it is answered.
      if (!(await this.#send(occasion))) return false;
      done.add(occasion.name);
    }
    return true;
  }

  /** Returns false where there is no answer yet. */
  async #send(occasion: Occasion): Promise<boolean> {
    const { process, runtime, logger } = this.#options;
    const { signal } = runtime;
    const names = { process: process.name, occasion: occasion.name };
    try {
      const { status } = await submit(runtime, occasionDue(process, occasion), logger);
      if (status === 'accepted') logger.info(names, 'sent');
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      if (!(error instanceof NotSentError)) throw error;
      logger.error({ err: error, ...names }, 'a process could not send what the day asks for');
      if (error.code === 'NO_ANSWER') return false;
      this.#givenUp += 1;
      return true;
    }
  }
}
