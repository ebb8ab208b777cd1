import { expect } from 'vitest';
import type { Decider } from '../src/kernel/decider.ts';
import type { RejectCode } from '../src/kernel/rejection.ts';

interface Then<Fact> {
  /** The command leads to exactly these facts. */
  then(...facts: readonly Fact[]): void;
  /** The command is refused with this code, and nothing is recorded. */
  thenRejected(code: RejectCode): void;
}

/** given(facts).when(command).then(facts): how a decider's rules are told. */
export function specificationOf<State, Command, Fact>(
  decider: Decider<State, Command, Fact>,
): { given(...facts: readonly Fact[]): { when(command: Command): Then<Fact> } } {
  return {
    given: (...history) => ({
      when(command) {
        const state = history.reduce<State>((s, fact) => decider.evolve(s, fact), decider.initial);
        const decision = decider.decide(state, command);
        return {
          then: (...facts) => expect(decision).toEqual({ ok: true, facts }),
          thenRejected: (code) =>
            expect(decision).toMatchObject({ ok: false, rejection: { code } }),
        };
      },
    }),
  };
}
