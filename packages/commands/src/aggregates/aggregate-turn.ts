import { writeColdFact, type ColdFact, type CommandId, type Decider } from '@bellwether/domain';
import { factId } from '@bellwether/platform/runtime';
import { jsonEvent, type EventData } from '@eventstore/db-client';
import type { ColdRequest, ColdResult } from './cold-request.ts';

/** What stands beside each fact. */
export interface ColdMetadata {
  readonly schemaVersion: number;
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly fingerprint: string;
  readonly principal: string;
  readonly at: string;
}

/** What a command that left a fact came to. */
export interface Recorded {
  readonly fingerprint: string;
  readonly principal: string;
  readonly position: bigint;
}

/** Deciding it threw: a mistake of the program that concerns no other command. */
export interface Failed {
  readonly error: unknown;
}

/** What a result will be when the turn's append has a position. */
type Pending = 'recorded' | 'repeat' | { readonly result: ColdResult } | Failed;

/** Commands decided one after the other on a state that no store has yet. */
export class AggregateTurn<State, Command, Fact extends ColdFact> {
  readonly #stream: string;
  readonly #decider: Decider<State, Command, Fact>;
  readonly #commands: Map<CommandId, Recorded>;
  readonly #results: Pending[] = [];
  /** Those that leave facts in this turn. */
  readonly #recorded = new Map<CommandId, Omit<Recorded, 'position'>>();
  state: State;
  readonly events: EventData[] = [];

  constructor(
    stream: string,
    decider: Decider<State, Command, Fact>,
    state: State,
    commands: Map<CommandId, Recorded>,
  ) {
    this.#stream = stream;
    this.#decider = decider;
    this.state = state;
    this.#commands = commands;
  }

  add(request: ColdRequest<Command>): void {
    try {
      this.#results.push(this.#resultOf(request));
    } catch (error) {
      this.#results.push({ error });
    }
  }

  /** @param position of the append that has the turn's facts. */
  finish(position: bigint): readonly (ColdResult | Failed)[] {
    for (const [id, recorded] of this.#recorded) this.#commands.set(id, { ...recorded, position });
    return this.#results.map((pending) => {
      if (typeof pending === 'string') return { kind: pending, position };
      return 'error' in pending ? pending : pending.result;
    });
  }

  #resultOf(request: ColdRequest<Command>): Pending {
    const { id, principal } = request;
    const fingerprint = `${request.fingerprint}`;
    const earlier = this.#commands.get(id);
    const before = earlier ?? this.#recorded.get(id);
    if (before !== undefined) {
      if (before.fingerprint !== fingerprint || before.principal !== principal)
        return { result: { kind: 'conflict' } };
      return earlier === undefined
        ? 'repeat'
        : { result: { kind: 'repeat', position: earlier.position } };
    }
    const decision = this.#decider.decide(this.state, request.command);
    if (!decision.ok) return { result: { kind: 'refused', rejection: decision.rejection } };
    if (decision.facts.length === 0) return { result: { kind: 'nothing' } };
    const events = decision.facts.map((fact, index) => this.#event(request, fact, index));
    this.state = decision.facts.reduce(
      (state, fact) => this.#decider.evolve(state, fact),
      this.state,
    );
    this.events.push(...events);
    this.#recorded.set(id, { fingerprint, principal });
    return 'recorded';
  }

  #event(request: ColdRequest<Command>, fact: Fact, index: number): EventData {
    const metadata: ColdMetadata = {
      schemaVersion: 1,
      $correlationId: request.correlationId ?? request.id,
      $causationId: request.id,
      fingerprint: `${request.fingerprint}`,
      principal: request.principal,
      at: `${request.receivedAt}`,
    };
    return jsonEvent({
      // The stream is part of it: a client may use one id for two aggregates.
      id: factId(`${this.#stream}/${request.id}`, index),
      type: fact.type,
      data: writeColdFact(fact),
      metadata: { ...metadata },
    });
  }
}
