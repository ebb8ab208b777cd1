import { type Outcome, MESSAGE_BYTES_MAX, MESSAGE_COMMANDS_MAX } from '@bellwether/domain';
import type { Runtime } from '@bellwether/platform/runtime';
import { overloaded, unknownOutcome } from './retry.ts';

/** A command that is to be sent. */
export interface Waiting {
  readonly id: string;
  /** As it travels, JSON. */
  readonly text: string;
  readonly bytes: number;
  /** ms of the monotonic clock. */
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
}

/** Leaves room for the envelope. */
export const ENVELOPE_BYTES = 64;
/** How exactly deadlines are kept of what waits, ms. */
const EXACT_MS = 2;

/**
 * Commands for one destination, in the order in which they were given, and how many messages of them are under way. What
 * reaches its deadline before it was ever sent is answered here: sending it would be work for nobody.
 */
export class Lane {
  readonly #runtime: Runtime;
  readonly #expires: boolean;
  #queue: Waiting[] = [];
  inFlight = 0;
  /** Whether the destination has too much to do, as far as it was heard of last. */
  isBusy = false;
  #callOff: (() => void) | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;

  /** @param expires false: what waits is sent however late. */
  constructor(runtime: Runtime, expires: boolean) {
    this.#runtime = runtime;
    this.#expires = expires;
  }

  get length(): number {
    return this.#queue.length;
  }

  add(waiting: Waiting): void {
    this.#queue.push(waiting);
    if (this.#expires && waiting.deadline < this.#alarmAt) this.#alarm(waiting.deadline);
  }

  /** Takes the commands of the next message, of at most so many bytes and commands; none: nothing waits. */
  take(): readonly Waiting[] {
    if (this.#runtime.monotonicMs() >= this.#alarmAt) this.#expire();
    let bytes = ENVELOPE_BYTES;
    let count = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes + 1;
      if (count > 0 && (bytes > MESSAGE_BYTES_MAX || count === MESSAGE_COMMANDS_MAX)) break;
      count += 1;
    }
    const taken = this.#queue.splice(0, count);
    if (this.#queue.length === 0) this.#still();
    return taken;
  }

  #alarm(at: number): void {
    this.#still();
    this.#alarmAt = at;
    const ms = Math.max(EXACT_MS, at - this.#runtime.monotonicMs());
    this.#callOff = this.#runtime.after(ms, () => this.#expire());
  }

  #still(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#alarmAt = Number.POSITIVE_INFINITY;
  }

  #expire(): void {
    this.#still();
    const now = this.#runtime.monotonicMs();
    const expired = this.#queue.filter(({ deadline }) => deadline <= now);
    this.#queue = this.#queue.filter(({ deadline }) => deadline > now);
    for (const { id, settle } of expired)
      settle(this.isBusy ? overloaded(id) : unknownOutcome(id, 'UNAVAILABLE'));
    const next = this.#queue.reduce((at, { deadline }) => Math.min(at, deadline), Infinity);
    if (next < Infinity) this.#alarm(next);
  }
}
