import { NotReadyError, type StartProgress } from './start-progress.ts';

/** How long a server that starts may stand still, ms. */
export const STANDSTILL_MS = 60_000;
/** How long a server may take that says nothing countable of itself: a growing log may as well be one endless complaint, ms. */
export const UNMEASURED_MS = 900_000;

/** Different answers of a probe that count as progress; more are a server that does not know what it says. */
const ANSWERS_MAX = 100;

/**
 * Whether a starting server still gets on. It does while the facts that it has recovered grow. Of one that reports none, a
 * log that grows or an answer that was not heard before has to do.
 */
export class Patience {
  #now: number;
  readonly #startedAt: number;
  #movedAt: number;
  #progress: StartProgress | undefined;
  #logBytes = 0;
  readonly #answers = new Set<string>();

  /** @param now ms, monotonic. */
  constructor(now: number) {
    this.#now = now;
    this.#startedAt = now;
    this.#movedAt = now;
  }

  /** The furthest that the server has said it has come. */
  get progress(): StartProgress | undefined {
    return this.#progress;
  }

  /** How long it has stood still, ms. */
  get stillMs(): number {
    return this.#now - this.#movedAt;
  }

  get isOver(): boolean {
    if (this.stillMs > STANDSTILL_MS) return true;
    return this.#progress === undefined && this.#now - this.#startedAt > UNMEASURED_MS;
  }

  /** Takes in what the probe has met, and how long the log is by now. */
  note(now: number, failure: unknown, logBytes: number): void {
    this.#now = now;
    const progress = failure instanceof NotReadyError ? failure.progress : undefined;
    // Once there is a number, it alone counts.
    const moved =
      progress === undefined && this.#progress === undefined
        ? this.#says(failure) || logBytes > this.#logBytes
        : progress !== undefined && progress.facts > (this.#progress?.facts ?? -1);
    this.#logBytes = logBytes;
    if (moved) this.#movedAt = now;
    if (progress !== undefined && progress.facts >= (this.#progress?.facts ?? -1))
      this.#progress = progress;
  }

  /** Whether this answer is new. */
  #says(failure: unknown): boolean {
    const answer = failure instanceof Error ? failure.message : String(failure);
    if (this.#answers.has(answer) || this.#answers.size >= ANSWERS_MAX) return false;
    this.#answers.add(answer);
    return true;
  }
}
