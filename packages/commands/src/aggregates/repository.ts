import type { ColdFact, Decider } from '@bellwether/domain';
import type { Runtime } from '@bellwether/platform/runtime';
import type { EventStore } from '../runtime/event-store.ts';
import { AggregateStream } from './aggregate-stream.ts';
import type { ColdRequest, ColdResult } from './cold-request.ts';

/** Facts of aggregates that are kept folded, over all of them; beyond, those that were asked for longest ago are let go. */
const KEPT_FACTS_MAX = 200_000;

/** The kept facts are counted once in so many accesses: a count visits each kept stream, and a venue has 40,000 instruments. */
const COUNTED_EVERY = 256;

/**
 * The aggregates of one kind. Each stream has one queue in this process, so that commands to one aggregate do not race each
 * other; other processes are met by the expected revision.
 */
export class AggregateRepository<State, Command, Fact extends ColdFact> {
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #decider: Decider<State, Command, Fact>;
  /** By stream, those asked for longest ago first. */
  readonly #streams = new Map<string, AggregateStream<State, Command, Fact>>();
  #accesses = 0;

  constructor(store: EventStore, runtime: Runtime, decider: Decider<State, Command, Fact>) {
    this.#store = store;
    this.#runtime = runtime;
    this.#decider = decider;
  }

  /**
   * Decides a command behind those that wait for the same aggregate.
   * @throws ContentionError when other processes kept winning: nothing was done; errors of the store's client where the
   * store does not answer: then nothing is known.
   */
  handle(stream: string, request: ColdRequest<Command>): Promise<ColdResult> {
    return this.#of(stream).handle(request);
  }

  /** The aggregate as its stream tells it now. */
  state(stream: string): Promise<State> {
    return this.#of(stream).look();
  }

  #of(name: string): AggregateStream<State, Command, Fact> {
    const stream =
      this.#streams.get(name) ??
      new AggregateStream(name, this.#store, this.#runtime, this.#decider);
    this.#streams.delete(name);
    this.#accesses += 1;
    if (this.#accesses % COUNTED_EVERY === 0) this.#letGo();
    this.#streams.set(name, stream);
    return stream;
  }

  #letGo(): void {
    let facts = 0;
    for (const stream of this.#streams.values()) facts += stream.size;
    for (const [name, stream] of this.#streams) {
      if (facts <= KEPT_FACTS_MAX) return;
      if (stream.isBusy) continue;
      facts -= stream.size;
      this.#streams.delete(name);
    }
  }
}
