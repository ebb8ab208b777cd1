import { NO_STREAM, StreamNotFoundError, WrongExpectedVersionError } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, EventData } from '@eventstore/db-client';
import { FOLLOWED_CATEGORIES } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import type { EventStore, Follow } from '../../src/runtime/event-store.ts';
import type { SimulationOptions } from './options.ts';
import type { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

/** One event as the simulated store has it. */
export interface SimEvent {
  readonly streamId: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  readonly revision: bigint;
  readonly position: { readonly commit: bigint; readonly prepare: bigint };
}

/** How long a caller waits for the store, ms (`defaultDeadline` of the connection). */
const DEADLINE_MS = 500;

type Expected = bigint | typeof NO_STREAM;

const FOLLOWED: ReadonlySet<string> = new Set(FOLLOWED_CATEGORIES);

/**
 * The event store: a log in memory that survives everything, behind a network that does not. It checks expected
 * revisions and recognises repeated appends by their ids, as EventStoreDB does.
 */
export class SimEventStore {
  readonly log: SimEvent[] = [];
  /** `away`: refuses at once. `frozen`: nobody hears anything. `full`: reads, but takes nothing. */
  condition: 'good' | 'slow' | 'full' | 'away' | 'frozen' = 'good';
  readonly #streams = new Map<string, SimEvent[]>();
  readonly #world: World;
  readonly #options: SimulationOptions;
  readonly #random: World['random'];
  readonly #onEvent: (event: SimEvent) => void;
  #followers: (() => void)[] = [];
  /** Faults stop in the liveness phase. */
  calm = false;

  constructor(world: World, options: SimulationOptions, onEvent: (event: SimEvent) => void) {
    this.#world = world;
    this.#options = options;
    this.#random = world.random.fork();
    this.#onEvent = onEvent;
  }

  /** The client of one process. */
  clientOf(process: SimProcess): EventStore {
    const client = {
      appendToStream: (
        stream: string,
        events: EventData | readonly EventData[],
        { expectedRevision }: { expectedRevision: Expected },
      ) =>
        this.#request(process, () => {
          if (this.condition === 'full') throw new Error('no space left on device');
          return this.#append(stream, [events].flat() as EventData[], expectedRevision);
        }),
      readStream: (
        stream: string,
        {
          fromRevision = 0n,
          maxCount = Infinity,
          direction,
        }: { fromRevision?: bigint; maxCount?: number; direction?: 'backwards' } = {},
      ) =>
        this.#read(
          process,
          stream,
          direction === 'backwards' ? -maxCount : Number(fromRevision),
          maxCount,
        ),
    };
    return client as unknown as EventStore;
  }

  /** The subscription of one process to what trading follows. */
  followOf(process: SimProcess): Follow {
    const next = (from: number): Promise<void> =>
      new Promise((resolve) => {
        const wake = (): void => {
          this.#world.after(this.#delay(), () => process.happens(resolve));
        };
        if (this.log.length > from && this.condition !== 'away' && this.condition !== 'frozen')
          wake();
        else this.#followers.push(wake);
      });
    const { log } = this;
    return async function* (after, signal): AsyncGenerator<LogMessage> {
      let at = after === undefined ? 0 : log.findIndex((e) => e.position.commit > after);
      if (at < 0) at = log.length;
      while (!signal.aborted) {
        await next(at);
        for (; at < log.length; at++) {
          const event = log[at]!;
          if (signal.aborted) return;
          if (!FOLLOWED.has(event.streamId.split('-', 1)[0] ?? '')) continue;
          yield {
            kind: 'event',
            event: event as unknown as AllStreamRecordedEvent,
            position: event.position.commit,
          };
        }
      }
    };
  }

  /** Wakes those that wait for events that came while the store was away. */
  recover(): void {
    this.condition = 'good';
    for (const wake of this.#followers.splice(0)) wake();
  }

  /** @param from revision to begin with; below zero: counted from the end. */
  async *#read(
    process: SimProcess,
    stream: string,
    from: number,
    maxCount: number,
  ): AsyncGenerator<unknown> {
    const events = await this.#request(process, () => {
      const all = this.#streams.get(stream);
      if (all === undefined) throw new StreamNotFoundError(undefined as never, stream as never);
      return from < 0 ? all.slice(from) : all.slice(from, from + maxCount);
    });
    for (const event of events) yield { event, commitPosition: event.position.commit };
  }

  #append(stream: string, events: readonly EventData[], expected: Expected): object {
    const all = this.#streams.get(stream) ?? [];
    const from = expected === NO_STREAM ? 0 : Number(expected) + 1;
    const there = all.slice(from, from + events.length);
    if (there.length === events.length && there.every((event, i) => event.id === events[i]?.id))
      return { position: there.at(-1)?.position };
    if (from !== all.length)
      throw new WrongExpectedVersionError(
        undefined as never,
        {
          streamName: stream,
          current: BigInt(all.length - 1),
          expected: expected as never,
        } as never,
      );
    this.#streams.set(stream, all);
    for (const { id, type, data, metadata } of events) {
      const commit = BigInt(this.log.length + 1);
      const event: SimEvent = {
        streamId: stream,
        id,
        type,
        data,
        metadata,
        revision: BigInt(all.length),
        position: { commit, prepare: commit },
      };
      all.push(event);
      this.log.push(event);
      this.#onEvent(event);
    }
    for (const wake of this.#followers.splice(0)) wake();
    return { position: all.at(-1)?.position };
  }

  /** One request and its answer. Either may be lost; a late request is carried out after its caller gave up. */
  #request<T>(process: SimProcess, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const world = this.#world;
      let open = true;
      const answer = (tell: () => void): void => {
        process.happens(() => {
          if (open) tell();
          open = false;
        });
      };
      world.after(DEADLINE_MS, () => answer(() => reject(new Error('deadline exceeded'))));
      const lost = !this.calm && this.#random.chance(this.#options.storeLost);
      const late = !this.calm && this.#random.chance(this.#options.storeLate);
      const lostBefore = lost && this.#random.chance(0.5);
      if (lostBefore) return;
      const arrive = (): void => {
        if (this.condition === 'away')
          return world.after(0.2, () => answer(() => reject(new Error('connection refused'))));
        // What a frozen server received is carried out when it goes on.
        if (this.condition === 'frozen') return world.after(50, arrive);
        let outcome: () => void;
        try {
          const result = work();
          outcome = () => resolve(result);
        } catch (error) {
          outcome = () => reject(error instanceof Error ? error : new Error(String(error)));
        }
        if (!lost) world.after(this.#delay(), () => answer(outcome));
      };
      world.after(late ? DEADLINE_MS + this.#random.next() * 1_000 : this.#delay(), arrive);
    });
  }

  #delay(): number {
    const slow = this.condition === 'slow' ? 100 : 1;
    return (0.1 + this.#random.next() * 2) * slow;
  }
}
