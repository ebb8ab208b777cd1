import type { Logger } from '@bellwether/platform';
import type { Delivery } from '../intake/intake.ts';
import type { Outcome } from '../outcome.ts';
import { ContentionError } from './aggregate-stream.ts';

/** Decisions on accounts and instruments that may be under way at once; beyond, they are refused at once. */
const COLD_IN_FLIGHT_MAX = 2_000;

/** Decisions that take several answers of the event store each: so many at once and no more. */
export class Bounded {
  readonly #logger: Logger;
  #inFlight = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  run(
    { command }: Delivery,
    answer: (outcome: Outcome) => void,
    decide: () => Promise<Outcome>,
  ): void {
    const { id } = command;
    if (this.#inFlight >= COLD_IN_FLIGHT_MAX) {
      const message = 'too many commands are under way; slow down';
      return answer({ status: 'overloaded', id, code: 'OVERLOADED', message });
    }
    this.#inFlight += 1;
    void decide()
      .catch((error: unknown): Outcome => {
        if (error instanceof ContentionError) {
          const message = 'others change it all the time: nothing was done, send it again later';
          return { status: 'overloaded', id, code: 'OVERLOADED', message };
        }
        // Where the event store does not answer, nobody knows.
        this.#logger.warn({ err: error, command: command.type }, 'no decision');
        const message = 'the event store does not answer: send it again with the same id';
        return { status: 'unknown', id, code: 'UNAVAILABLE', message };
      })
      .then((outcome) => {
        this.#inFlight -= 1;
        answer(outcome);
      });
  }
}
