import type { Outcome } from '@bellwether/domain';
import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { Silence } from './batcher.ts';

/** Messages in a row without an answer that open the circuit. */
const FAILURES = 8;
/** How long an open circuit sends nothing before one message tries again, ms. */
const HALF_OPEN_AFTER_MS = 250;

type Answer = readonly Outcome[] | Silence;

/** A circuit breaker for each destination: one that does not answer is asked by one message at a time. */
export class Breakers {
  readonly #bySubject = new Map<string, CircuitBreakerPolicy>();

  /** Sends by way of the destination's breaker; UNAVAILABLE at once while that is open. */
  async send(subject: string, send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#of(subject).execute(send);
    } catch (error) {
      if (error instanceof BrokenCircuitError) return 'UNAVAILABLE';
      throw error;
    }
  }

  /** Whoever was silent there does not answer any more: another one does. */
  forget(isConcerned: (subject: string) => boolean): void {
    for (const subject of this.#bySubject.keys())
      if (isConcerned(subject)) this.#bySubject.delete(subject);
  }

  #of(subject: string): CircuitBreakerPolicy {
    let breaker = this.#bySubject.get(subject);
    if (breaker === undefined) {
      const silent = (answer: unknown): boolean => answer === 'UNAVAILABLE' || answer === 'TIMEOUT';
      breaker = circuitBreaker(handleWhenResult(silent), {
        halfOpenAfter: HALF_OPEN_AFTER_MS,
        breaker: new ConsecutiveBreaker(FAILURES),
      });
      this.#bySubject.set(subject, breaker);
    }
    return breaker;
  }
}
