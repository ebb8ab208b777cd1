import { TRADING_BATCH, type BatchMetadata } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
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

  /** Whether there may be something to look at in an event, by what it says of itself: reading a batch of trading costs most. */
  mayConcern({ type, metadata }: AllStreamRecordedEvent): boolean {
    if (type !== TRADING_BATCH) return true;
    const { on, memory } = this.#process;
    if (memory?.isIdle?.(this.#memory) === true) return false;
    const { facts } = metadata as unknown as BatchMetadata;
    return Object.keys(facts).some((one) => Object.hasOwn(on, one));
  }

  /** Whether there is anything to look at in a fact: not, where nothing that is known waits for it. */
  isConcerned(recorded: RecordedFact): boolean {
    const { on, memory } = this.#process;
    if (on[recorded.fact.type] === undefined) return false;
    return memory?.concerns?.(this.#memory, recorded) ?? true;
  }
}
