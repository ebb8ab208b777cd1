import { expect } from 'vitest';
import type { Decider } from '../src/kernel/decider.ts';
import type { RejectCode } from '../src/kernel/rejection.ts';

interface Then<Fact> {
  /** The command leads to exactly these facts. */
  thenRecords(...facts: readonly Fact[]): void;
  /** The command is fine and changes nothing. */
  thenNothing(): void;
  /** The command is refused with this code, and nothing is recorded. */
  thenRejects(code: RejectCode): void;
}

/** given(facts).when(command).thenRecords(facts): how a decider's rules are told. */
export function specificationOf<State, Command, Fact>(
  decider: Decider<State, Command, Fact>,
): {
  readonly given: (...facts: readonly Fact[]) => {
    readonly when: (command: Command) => Then<Fact>;
  };
} {
  return {
    given: (...history) => ({
      when(command) {
        const state = history.reduce<State>((s, fact) => decider.evolve(s, fact), decider.initial);
        const decision = decider.decide(state, command);
        return {
          thenRecords: (...facts) => expect(decision).toEqual({ ok: true, facts }),
          thenNothing: () => expect(decision).toEqual({ ok: true, facts: [] }),
          thenRejects: (code) => expect(decision).toMatchObject({ ok: false, rejection: { code } }),
        };
      },
    }),
  };
}
