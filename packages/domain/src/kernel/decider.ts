import type { Rejection } from './rejection.ts';

/** A fact as decided: its stable name and its data. Identity, position and time are added where it is stored. */
export interface FactOf<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

/** What a decision comes to: facts to record (none: nothing to do), or a refusal. */
export type Decision<Fact> =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly rejection: Rejection };

/**
 * A pure aggregate. `decide` looks at the state and a command and says what happens; `evolve` applies what happened.
 * Neither reads a clock, draws a number or touches the world: whatever they need comes in with the command.
 */
export interface Decider<State, Command, Fact> {
  readonly initial: State;
  decide(state: State, command: Command): Decision<Fact>;
  evolve(state: State, fact: Fact): State;
}

export function accept<Fact>(...facts: readonly Fact[]): Decision<Fact> {
  return { ok: true, facts };
}

export function refuse<Fact>(rejection: Rejection): Decision<Fact> {
  return { ok: false, rejection };
}
