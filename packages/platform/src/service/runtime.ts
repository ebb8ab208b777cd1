import { newId } from './ids.ts';
import { systemClock, type Clock } from './clock.ts';

/**
 * Everything that is not a function of the inputs: time, chance and the order of turns. The write side takes them from
 * here alone, so that the simulation can run the same code on a clock and a scheduler of its own.
 */
export interface Runtime {
  /** Wall clock for stamps, ns since 1970 UTC. */
  readonly clock: Clock;
  /** Monotonic time for deadlines, ms. */
  monotonicMs(): number;
  /** Runs `task` once after `ms`; the returned function calls it off. */
  after(ms: number, task: () => void): () => void;
  /** Resolves in a later turn of the event loop, after sockets had theirs. */
  nextTurn(): Promise<void>;
  /** 0 ≤ x < 1, for spreading retries. */
  random(): number;
  /** A new id that sorts by time of creation (UUIDv7). */
  newId(): string;
}

/** Resolves after `ms`. */
export function sleep(runtime: Runtime, ms: number): Promise<void> {
  return new Promise((resolve) => runtime.after(ms, resolve));
}

/** The machine's own clocks and event loop. */
export function systemRuntime(): Runtime {
  return {
    clock: systemClock(),
    monotonicMs: () => performance.now(),
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    random: Math.random,
    newId,
  };
}
