import { NO_STREAM, StreamNotFoundError, type EventData } from '@eventstore/db-client';
import type { EventStore } from '../../src/runtime/event-store.ts';

/** One stream in memory, for what is written and read back within a test. */
export class MemoryStore implements Pick<EventStore, 'readStream'> {
  readonly #events: EventData[];

  constructor(events: EventData[] = []) {
    this.#events = events;
  }

  get revisions(): number {
    return this.#events.length;
  }

  /** The same stream as it was when it had so many events. */
  until(revisions: number): MemoryStore {
    return new MemoryStore(this.#events.slice(0, revisions));
  }

  readonly appendToStream = (async (
    _stream: string,
    event: EventData,
    { expectedRevision }: { expectedRevision: bigint | typeof NO_STREAM },
  ) => {
    const next = expectedRevision === NO_STREAM ? 0 : Number(expectedRevision) + 1;
    if (next !== this.#events.length) throw new RangeError(`revision ${next} is not the next`);
    this.#events.push(event);
    return { position: { commit: BigInt(next), prepare: BigInt(next) } };
  }) as unknown as EventStore['appendToStream'];

  readonly readStream = ((
    stream: string,
    options: { fromRevision?: bigint; maxCount?: number; direction?: 'backwards' } = {},
  ) =>
    options.direction === 'backwards'
      ? this.#read(stream, Math.max(0, this.#events.length - 1), 1)
      : this.#read(
          stream,
          Number(options.fromRevision ?? 0n),
          options.maxCount ?? Infinity,
        )) as unknown as EventStore['readStream'];

  async *#read(stream: string, from: number, maxCount: number): AsyncGenerator<unknown> {
    if (this.#events.length === 0)
      throw new StreamNotFoundError(undefined as never, stream as never);
    for (const [index, event] of this.#events.slice(from, from + maxCount).entries()) {
      const revision = BigInt(from + index);
      yield { event: { ...event, revision }, commitPosition: revision };
    }
  }
}
