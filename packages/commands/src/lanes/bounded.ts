import type { Outcome } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import { Admission } from './admission.ts';
import type { Delivery } from '../intake/intake.ts';
import { ContentionError } from '../aggregates/aggregate-stream.ts';

/** Decisions on accounts and instruments that may be under way at once; beyond, they are refused at once. */
const COLD_IN_FLIGHT_MAX = 2_000;
/**
 * How long a decision may be expected to take, ms: as long as a client waits before it sends the command again. So many may
 * be under way however long they take: some wait for what other partitions do.
 */
const EXPECTED_MAX_MS = 500;
const ALWAYS_BELOW = 200;

/** Decisions that take several answers of the event store each: so many at once and no more. */
export class Bounded {
  readonly #logger: Logger;
  readonly #admission: Admission;

  constructor(logger: Logger, runtime: Runtime) {
    this.#logger = logger;
    const options = { boundMs: EXPECTED_MAX_MS, alwaysBelow: ALWAYS_BELOW };
    this.#admission = new Admission(runtime, options);
  }

  /** Whether there is time for the commands of another message. @param share of the bound. */
  admits(share = 1): boolean {
    return this.#admission.waiting < COLD_IN_FLIGHT_MAX && this.#admission.admits(share);
  }

  run(
    { command }: Delivery,
    answer: (outcome: Outcome) => void,
    decide: () => Promise<Outcome>,
  ): void {
    const { id } = command;
    if (this.#admission.waiting >= COLD_IN_FLIGHT_MAX) {
      const message = 'too many commands are under way; slow down';
      return answer({ status: 'overloaded', id, code: 'OVERLOADED', message });
    }
    this.#admission.entered(1);
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
        this.#admission.left(1);
        answer(outcome);
      });
  }
}
