import type { Command, Instant } from '@bellwether/domain';
import type { Fact, RecordedFact } from '@bellwether/projections/facts';
import { expect } from 'vitest';
import type { ProcessManager } from '../src/runtime/process.ts';
import { occasionDue, reactionTo } from '../src/runtime/reaction.ts';

/** A fact as the log has it, at a place of its own. */
export function recordedAs(fact: Fact, position = 1n): RecordedFact {
  return {
    fact,
    position,
    index: 0,
    entryIndex: 0,
    stream: 'test-1',
    at: 0n,
    commandId: '0192f3a0-7c1e-7aaa-8bbb-0123456789ab',
    correlationId: '0192f3a0-7c1e-7aaa-8bbb-0123456789ac',
    principal: 'test',
  };
}

/** whenFact(…).thenSends(…), whenTime(…).thenSends(…): how a process manager's rules are told, without a server. */
export function specificationOf(process: ProcessManager): {
  readonly whenFact: (fact: Fact) => {
    readonly thenSends: (
      ...wanted: readonly { readonly command: Command; readonly notBefore?: Instant }[]
    ) => void;
    readonly thenNothing: () => void;
  };
  readonly whenTime: (
    now: Instant,
    memory?: unknown,
  ) => {
    readonly thenSends: (...commands: readonly Command[]) => void;
  };
} {
  return {
    whenFact: (fact) => {
      const due = reactionTo(process, recordedAs(fact));
      return {
        thenSends: (...wanted) =>
          expect(due.map(({ command, notBefore }) => ({ command, notBefore }))).toEqual(wanted),
        thenNothing: () => expect(due).toEqual([]),
      };
    },
    whenTime: (now, memory) => ({
      thenSends: (...commands) =>
        expect(
          (process.at?.(now, memory) ?? []).map(
            (occasion) => occasionDue(process, occasion).command,
          ),
        ).toEqual(commands),
    }),
  };
}
