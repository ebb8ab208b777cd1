import {
  invariant,
  readColdFact,
  type ColdFact,
  type CommandId,
  type Decider,
} from '@bellwether/domain';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import {
  NO_STREAM,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type EventData,
} from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';
import { AggregateTurn, type ColdMetadata, type Failed, type Recorded } from './aggregate-turn.ts';
import type { ColdRequest, ColdResult } from './cold-request.ts';

interface Waiting<Command> {
  readonly request: ColdRequest<Command>;
  readonly resolve: (result: ColdResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Other processes kept winning; nothing was done. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
  readonly code = 'CONTENTION';
}

const ATTEMPTS_MAX = 8;
const RETRY_SPREAD_MS = 20;
/** Commands that share an append: some 100 KB. */
const BATCH_MAX = 200;
/** What an aggregate without facts counts for in what is kept. */
const EMPTY = 1;

/**
 * One aggregate in this process: folded as far as its stream was read, with a queue of its own. Commands that wait together
 * are decided one after the other and appended together with the expected revision; when another process was faster, they
 * are decided again on what it has written. Ids of facts follow from the command's id, and the stream says whether a command
 * is already in it: whatever is repeated, by us or by the client, has one effect.
 */
export class AggregateStream<State, Command, Fact extends ColdFact> {
  readonly #name: string;
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #decider: Decider<State, Command, Fact>;
  #state: State;
  #revision = -1n;
  readonly #commands = new Map<CommandId, Recorded>();
  #waiting: Waiting<Command>[] = [];
  /** What was asked for ends in turn. */
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;
  #nextLook: Promise<State> | undefined;

  constructor(
    name: string,
    store: EventStore,
    runtime: Runtime,
    decider: Decider<State, Command, Fact>,
  ) {
    this.#name = name;
    this.#store = store;
    this.#runtime = runtime;
    this.#decider = decider;
    this.#state = decider.initial;
  }

  /** Facts that it keeps. */
  get size(): number {
    return this.#commands.size + EMPTY;
  }

  get isBusy(): boolean {
    return this.#open > 0;
  }

  handle(request: ColdRequest<Command>): Promise<ColdResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      // Those that come while it waits for its turn go with it.
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#decideWaiting());
    });
  }

  /** The state, with all that its stream has by now. */
  look(): Promise<State> {
    // A look that has not begun yet sees what this one would see.
    this.#nextLook ??= this.#inTurn(async () => {
      this.#nextLook = undefined;
      await this.#readOn();
      return this.#state;
    });
    return this.#nextLook;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.#open += 1;
    const done = this.#last.then(work).finally(() => (this.#open -= 1));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #decideWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_MAX);
      try {
        const results = await this.#decide(batch.map(({ request }) => request));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const result = results[index] as ColdResult | Failed;
          if ('error' in result) reject(result.error);
          else resolve(result);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.#waiting = this.#waiting.slice(batch.length);
    }
  }

  /** Results in the order of the requests, when all that they stand on is durable. */
  async #decide(
    requests: readonly ColdRequest<Command>[],
  ): Promise<readonly (ColdResult | Failed)[]> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      await this.#readOn();
      const turn = new AggregateTurn(this.#name, this.#decider, this.#state, this.#commands);
      for (const request of requests) turn.add(request);
      const position = turn.events.length === 0 ? 0n : await this.#append(turn.events);
      if (position !== undefined) {
        this.#state = turn.state;
        this.#revision += BigInt(turn.events.length);
        return turn.finish(position);
      }
      await sleep(this.#runtime, this.#runtime.random() * RETRY_SPREAD_MS * attempt);
    }
    throw new ContentionError(`${this.#name}: lost ${ATTEMPTS_MAX} races in a row`);
  }

  /** Reads what was written since the last time. */
  async #readOn(): Promise<void> {
    const fromRevision = this.#revision + 1n;
    try {
      const events = this.#store.readStream(this.#name, { fromRevision });
      for await (const { event, commitPosition: position } of events) {
        if (event === undefined) continue;
        invariant(position !== undefined, `${this.#name}: the store told no position`);
        this.#state = this.#decider.evolve(
          this.#state,
          readColdFact(event.type, event.data) as Fact,
        );
        this.#revision = event.revision;
        const { $causationId, fingerprint, principal } = event.metadata as unknown as ColdMetadata;
        this.#commands.set($causationId as CommandId, { fingerprint, principal, position });
      }
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
  }

  /** Returns the commit position, or undefined when another process was faster. */
  async #append(events: EventData[]): Promise<bigint | undefined> {
    try {
      const expectedRevision = this.#revision < 0n ? NO_STREAM : this.#revision;
      const result = await this.#store.appendToStream(this.#name, events, { expectedRevision });
      invariant(result.position !== undefined, `${this.#name}: the store told no position`);
      return result.position.commit;
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return undefined;
      throw error;
    }
  }
}
