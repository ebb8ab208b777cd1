import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Instant } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import { systemClock } from '@bellwether/platform/runtime';
import type { Due } from './reaction.ts';

/** Where time comes from. */
export interface ProcessClock {
  /** Wall clock, ns since 1970 UTC. */
  readonly clock: () => Instant;
  /** Monotonic time for deadlines, ms. */
  monotonicMs(): number;
  /** Resolves after so many ms, or when the signal ends it. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** What processes run on: time, the log and the way to the write side come from outside. */
export interface ProcessRuntime {
  readonly runtime: ProcessClock;
  /** One attempt to have a command decided. */
  readonly send: (due: Due) => Promise<Outcome>;
  /** Is told what each attempt came to. */
  readonly answered?: ((due: Due, outcome: Outcome) => void) | undefined;
  /** Follows streams whose names begin so from behind a commit position, until the signal. */
  readonly follow: (
    prefixes: readonly string[],
    after: bigint | undefined,
    signal: AbortSignal,
  ) => AsyncIterable<LogMessage>;
  /** Ends everything that runs. */
  readonly signal: AbortSignal;
}

/** The machine's own clocks. */
export function systemProcessClock(): ProcessClock {
  return {
    clock: systemClock(),
    monotonicMs: () => performance.now(),
    pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  };
}
