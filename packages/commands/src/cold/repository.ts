import {
  invariant,
  readColdFact,
  writeColdFact,
  type ColdFact,
  type CommandId,
  type Decider,
  type Rejection,
} from '@bellwether/domain';
import { factId } from '@bellwether/platform';
import {
  jsonEvent,
  NO_STREAM,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';
import { sleep, type Runtime } from '../runtime/runtime.ts';

/** Who wants something decided, and under which id. */
export interface ColdRequest<Command> {
  readonly id: CommandId;
  readonly command: Command;
  readonly fingerprint: bigint;
  readonly principal: string;
  /** ns since 1970 UTC. */
  readonly receivedAt: bigint;
}

/** What deciding came to. `position`: commit position of the (last) fact. */
export type ColdResult =
  | { readonly kind: 'recorded'; readonly position: bigint }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'repeat'; readonly position: bigint }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly rejection: Rejection };

interface ColdMetadata {
  readonly schemaVersion: number;
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly fingerprint: string;
  readonly principal: string;
  readonly at: string;
}

interface Loaded<State> {
  readonly state: State;
  readonly revision: bigint;
  /** What every command that left a fact came to. */
  readonly commands: ReadonlyMap<
    string,
    { fingerprint: string; principal: string; position: bigint }
  >;
}

/** Other writers kept winning; nothing was done. */
class ContentionError extends Error {
  override readonly name = 'ContentionError';
  readonly code = 'CONTENTION';
}

const ATTEMPTS_MAX = 8;
const RETRY_SPREAD_MS = 20;

/**
 * Load, fold, decide, append with the expected revision; when somebody else was faster, again from the start. Ids of
 * facts follow from the command's id, and a reload shows whether the command is already in the stream: whatever is
 * repeated, by us or by the client, has one effect.
 */
export class AggregateRepository<State, Command, Fact extends ColdFact> {
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #decider: Decider<State, Command, Fact>;

  constructor(store: EventStore, runtime: Runtime, decider: Decider<State, Command, Fact>) {
    this.#store = store;
    this.#runtime = runtime;
    this.#decider = decider;
  }

  /** @throws ContentionError after eight lost races; errors of the store's client where the store does not answer. */
  async handle(stream: string, request: ColdRequest<Command>): Promise<ColdResult> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const loaded = await this.#load(stream);
      const before = loaded.commands.get(request.id);
      if (before !== undefined) {
        const same =
          before.fingerprint === `${request.fingerprint}` && before.principal === request.principal;
        return same ? { kind: 'repeat', position: before.position } : { kind: 'conflict' };
      }
      const decision = this.#decider.decide(loaded.state, request.command);
      if (!decision.ok) return { kind: 'refused', rejection: decision.rejection };
      if (decision.facts.length === 0) return { kind: 'nothing' };
      const position = await this.#append(stream, loaded.revision, request, decision.facts);
      if (position !== undefined) return { kind: 'recorded', position };
      await sleep(this.#runtime, this.#runtime.random() * RETRY_SPREAD_MS * attempt);
    }
    throw new ContentionError(`${stream}: lost ${ATTEMPTS_MAX} races in a row`);
  }

  /** The aggregate as its stream tells it now. */
  async state(stream: string): Promise<State> {
    return (await this.#load(stream)).state;
  }

  async #load(stream: string): Promise<Loaded<State>> {
    let state = this.#decider.initial;
    let revision = -1n;
    const commands = new Map<
      string,
      { fingerprint: string; principal: string; position: bigint }
    >();
    try {
      for await (const { event, commitPosition } of this.#store.readStream(stream)) {
        if (event === undefined) continue;
        invariant(commitPosition !== undefined, `${stream}: the store told no position`);
        state = this.#decider.evolve(state, readColdFact(event.type, event.data) as Fact);
        revision = event.revision;
        const { $causationId, fingerprint, principal } = event.metadata as unknown as ColdMetadata;
        commands.set($causationId, { fingerprint, principal, position: commitPosition });
      }
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return { state, revision, commands };
  }

  /** Returns the commit position, or undefined when another writer was faster. */
  async #append(
    stream: string,
    revision: bigint,
    request: ColdRequest<Command>,
    facts: readonly Fact[],
  ): Promise<bigint | undefined> {
    const metadata: ColdMetadata = {
      schemaVersion: 1,
      $correlationId: request.id,
      $causationId: request.id,
      fingerprint: `${request.fingerprint}`,
      principal: request.principal,
      at: `${request.receivedAt}`,
    };
    const events = facts.map((fact, index) =>
      jsonEvent({
        // The stream is part of it: a client may use one id for two aggregates.
        id: factId(`${stream}/${request.id}`, index),
        type: fact.type,
        data: writeColdFact(fact),
        metadata: { ...metadata },
      }),
    );
    try {
      const expectedRevision = revision < 0n ? NO_STREAM : revision;
      const result = await this.#store.appendToStream(stream, events, { expectedRevision });
      invariant(result.position !== undefined, `${stream}: the store told no position`);
      return result.position.commit;
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) return undefined;
      throw error;
    }
  }
}
