import type { Runtime } from '@bellwether/platform/runtime';
import type { Admission } from './admission.ts';
import { EXPIRED, OVERLOADED, type Refusal } from './refusal.ts';

/** A message that nobody has read yet. */
export interface Arrival {
  /** Its size: all that is known of the work that it will be. */
  readonly bytes: number;
  /** How long its sender waits for the answer, ms from now. */
  waitsMs(): number;
  /** Reads it: its commands are handed on. @param waitedMs since it came. */
  open(waitedMs: number): void;
  /** Answers it as a whole, unread. */
  refuse(refusal: Refusal): void;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly at: number;
  readonly expiresAt: number;
}

/** What a message costs beside its bytes, in bytes. */
const ENVELOPE = 256;

/**
 * Messages as they came, in order, until it is their turn to be read: reading costs as much as deciding, so a message that
 * cannot be decided in time must be refused before. What waits longer than its sender is answered undone.
 */
export class Arrivals {
  readonly #admission: Admission;
  readonly #runtime: Pick<Runtime, 'monotonicMs'>;
  #waiting: Waiting[] = [];
  /** When the first of them expires. */
  #nextExpiry = Number.POSITIVE_INFINITY;
  /** What was opened and is being decided. */
  #opened = 0;

  constructor(admission: Admission, runtime: Pick<Runtime, 'monotonicMs'>) {
    this.#admission = admission;
    this.#runtime = runtime;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Takes a message in, or refuses it at once. Returns whether it waits now. */
  take(arrival: Arrival): boolean {
    if (!this.#admission.admits()) {
      arrival.refuse(OVERLOADED);
      return false;
    }
    const at = this.#runtime.monotonicMs();
    const expiresAt = at + arrival.waitsMs();
    this.#admission.entered(workOf(arrival));
    this.#waiting.push({ arrival, at, expiresAt });
    this.#nextExpiry = Math.min(this.#nextExpiry, expiresAt);
    return true;
  }

  /** Reads the next message, if there is any. */
  open(): boolean {
    const next = this.#waiting.shift();
    if (next === undefined) return false;
    this.#opened += workOf(next.arrival);
    next.arrival.open(this.#runtime.monotonicMs() - next.at);
    return true;
  }

  /** All that was opened has been decided. */
  decided(): void {
    if (this.#opened > 0) this.#admission.left(this.#opened);
    this.#opened = 0;
  }

  /** Answers what nobody waits for any more. */
  expire(): void {
    const now = this.#runtime.monotonicMs();
    if (now < this.#nextExpiry) return;
    const expired = this.#waiting.filter(({ expiresAt }) => expiresAt <= now);
    this.#waiting = this.#waiting.filter(({ expiresAt }) => expiresAt > now);
    this.#nextExpiry = this.#waiting.reduce(
      (earliest, { expiresAt }) => Math.min(earliest, expiresAt),
      Number.POSITIVE_INFINITY,
    );
    for (const { arrival } of expired) {
      this.#admission.dropped(workOf(arrival));
      arrival.refuse(EXPIRED);
    }
  }
}

function workOf({ bytes }: Arrival): number {
  return ENVELOPE + bytes;
}
