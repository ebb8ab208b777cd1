import {
  addDays,
  formatDate,
  monthStart,
  newYorkTime,
  wall,
  type CivilDate,
  type Command,
  type CommandId,
  type Instant,
  type Outcome,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { RecordedFact } from '@bellwether/projections/facts';
import { runMaker } from '../runtime/maker.ts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import type { InterestFor } from './due-by-read-side.ts';

export interface InterestMakerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly interestFor: InterestFor;
  /** Commit position of the last fact; undefined: it is not known. */
  readonly head: () => Promise<bigint | undefined>;
  readonly logger: Logger;
}

/** Part of the ids of its commands: it never changes. */
const NAME = 'interest';
/** On the first day of a month the one before is paid at this time in New York: the settlement runs of its last day are over. */
const PAID_AT = wall(4);

/**
 * Has every account paid its interest for a month when the next one has begun, or debited what it owes; months that were missed
 * are paid together. What it knows is folded from the log at each start; its commands have ids that follow from account and
 * day, so that what is done twice has one effect.
 */
export class InterestMaker {
  readonly #options: InterestMakerOptions;
  /** First day of the first rates. */
  #since: CivilDate | undefined;
  /** Last day that is paid for. */
  #through: CivilDate | undefined;

  constructor(options: InterestMakerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  run(): Promise<void> {
    const { runtime, reading, logger } = this.#options;
    return runMaker({
      runtime,
      reading,
      follows: ['InterestRatesSet', 'InterestClosed'],
      take: (recorded) => this.#take(recorded),
      look: () => this.#look(),
      failed: (error) => logger.warn({ err: error }, 'interest waits; trying again'),
    });
  }

  #take({ fact }: RecordedFact): void {
    if (fact.type === 'InterestRatesSet') this.#since ??= fact.data.from;
    if (fact.type === 'InterestClosed') this.#through = fact.data.through;
  }

  async #look(): Promise<void> {
    const { runtime, interestFor, head, logger } = this.#options;
    const through = lastDayToPay(runtime.runtime.clock());
    const from = this.#through === undefined ? this.#since : addDays(this.#through, 1);
    if (from === undefined || from > through) return;
    // Days that are over have nothing behind this in the log.
    const known = await head();
    if (known === undefined) throw new Error('how far the log is, is not known');
    const due = await interestFor(from, through, known);
    let [paid, owed] = [0n, 0n];
    for (const { accountId, amount } of due) {
      if (runtime.signal.aborted) return;
      const cause = `${accountId}/${formatDate(through)}`;
      const data = { accountId, through, amount };
      throwUnlessDone(cause, await this.#send({ type: 'PostInterest', data }, cause));
      if (amount > 0n) paid += amount;
      else owed -= amount;
    }
    const closing = { currency: 'USD', through, accounts: due.length, paid, owed } as const;
    const cause = `closed/${formatDate(through)}`;
    throwUnlessDone(cause, await this.#send({ type: 'CloseInterest', data: closing }, cause));
    this.#through = through;
    logger.info({ ...closing, through: formatDate(through) }, 'interest is paid');
  }

  /** @throws NotSentError */
  #send(command: Command, cause: string): Promise<Outcome> {
    const { runtime, logger } = this.#options;
    const id = derivedId(`process/${NAME}/${cause}`) as CommandId;
    return submit(runtime, { id, process: NAME, command }, logger);
  }
}

/** The last day of the month before. */
function lastDayToPay(now: Instant): CivilDate {
  const { date, time } = newYorkTime(now);
  const first = monthStart(date);
  return addDays(date === first && time < PAID_AT ? monthStart(addDays(first, -1)) : first, -1);
}

/** An account that was paid before, by an instance that did not come to the end, has been paid. */
function throwUnlessDone(cause: string, outcome: Outcome): void {
  const first = outcome.status === 'duplicate' ? outcome.original : outcome;
  const isDone =
    first.status === 'accepted' ||
    (first.status === 'rejected' && first.code === 'NOTHING_TO_CHANGE');
  if (!isDone) throw new Error(`interest ${cause}: ${first.status}`);
}
