import type { LogMessage } from '@bellwether/platform';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { ProcessManager } from './process.ts';
import type { ProcessRuntime } from './runtime.ts';
import { streamsWith } from './streams.ts';

/** The memory of a process manager, as far as it has taken facts in. A process without one remembers nothing. */
export class Remembering {
  readonly #process: ProcessManager;
  readonly #memory: unknown;
  /** Facts up to here have been taken in. */
  #taken = -1n;

  constructor(process: ProcessManager) {
    this.#process = process;
    this.#memory = process.memory?.open();
  }

  get memory(): unknown {
    return this.#memory;
  }

  /** Takes in what the log has. @throws UnreadableEventError */
  async recall(
    { follow, signal }: Pick<ProcessRuntime, 'follow' | 'signal'>,
    factsOf: (message: Extract<LogMessage, { kind: 'event' }>) => Promise<readonly RecordedFact[]>,
  ): Promise<void> {
    const types = Object.keys(this.#process.memory?.takes ?? {});
    if (types.length === 0) return;
    for await (const message of follow(streamsWith(types), undefined, signal)) {
      if (message.kind === 'caughtUp') return;
      if (message.kind === 'event')
        for (const recorded of await factsOf(message)) this.take(recorded);
    }
  }

  /** Takes a fact in, unless it has been. */
  take(recorded: RecordedFact): void {
    const { fact, position } = recorded;
    const take = this.#process.memory?.takes[fact.type] as
      | ((memory: unknown, data: unknown, recorded: RecordedFact) => void)
      | undefined;
    if (take === undefined || position <= this.#taken) return;
    take(this.#memory, fact.data, recorded);
    this.#taken = position;
  }

  /** Whether there is anything to look at in a fact: not, where nothing that is known waits for it. */
  isConcerned(recorded: RecordedFact): boolean {
    const { on, memory } = this.#process;
    if (on[recorded.fact.type] === undefined) return false;
    return memory?.concerns?.(this.#memory, recorded) ?? true;
  }
}
