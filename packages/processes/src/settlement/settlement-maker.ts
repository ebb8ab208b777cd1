import type { CommandId, Outcome } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { streamsWith } from '../runtime/streams.ts';
import { submit } from '../runtime/submit.ts';
import { carryOut, type CarriedOut } from './carry-out.ts';
import type { Deliver } from './custodian.ts';
import type { NextRun, StartedRun } from './next-run.ts';
import type { NetRun } from './netted-by-read-side.ts';

export interface SettlementMakerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly net: NetRun;
  readonly deliver: Deliver;
  readonly nextRun: NextRun;
  readonly logger: Logger;
}

/** Part of the ids of its commands: it never changes. */
const NAME = 'settlement';
const COUNTERPARTY = 'CCP';
/** From one look at the calendar, and at a run under way, to the next, ms. */
const LOOK_EVERY_MS = 1_000;
/** What could not be done is tried again after so long, ms. */
const AGAIN_MS = 10_000;
/** Parts under way at a time. */
const AT_ONCE = 4;

/**
 * Starts settlement runs when they are due and carries each through: what the read side has netted is recorded, delivered
 * by the custodian, and recorded with what became of it. What a run comes to follows from its start alone and its commands
 * have ids that follow from the run, so that one that was interrupted goes on as if it had not been.
 */
export class SettlementMaker {
  readonly #options: SettlementMakerOptions;
  #last: StartedRun | undefined;
  #isUnderWay = false;
  /** Parts of the run under way that the log has, by kind. */
  #recorded = new Set<string>();
  #isCaughtUp = false;

  constructor(options: SettlementMakerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  async run(): Promise<void> {
    await Promise.all([this.#follow(), this.#work()]);
  }

  async #follow(): Promise<void> {
    const { runtime, reading } = this.#options;
    const types = [
      'SettlementStarted',
      'SettlementCompleted',
      'ObligationsNetted',
      'DeliveriesSettled',
    ];
    for await (const message of runtime.follow(streamsWith(types), undefined, runtime.signal)) {
      if (message.kind === 'caughtUp') this.#isCaughtUp = true;
      if (message.kind === 'event')
        for (const recorded of await reading.factsOf(message.event)) this.#take(recorded);
    }
  }

  #take({ fact, position, at }: RecordedFact): void {
    switch (fact.type) {
      case 'SettlementStarted': {
        const { runId, settlementDate } = fact.data;
        this.#last = { runId, settlementDate, position, at };
        this.#isUnderWay = true;
        this.#recorded = new Set();
        return;
      }
      case 'ObligationsNetted':
        this.#recorded.add(`netted/${fact.data.runId}/${fact.data.part}`);
        return;
      case 'DeliveriesSettled':
        this.#recorded.add(`settled/${fact.data.runId}/${fact.data.part}`);
        return;
      case 'SettlementCompleted':
        this.#isUnderWay = this.#last?.runId !== fact.data.runId;
        return;
      default:
    }
  }

  async #work(): Promise<void> {
    const { runtime, logger } = this.#options;
    while (!runtime.signal.aborted) {
      let waitMs = LOOK_EVERY_MS;
      try {
        // Before, a run that is over would seem to be under way.
        if (this.#isCaughtUp) await this.#look();
      } catch (error) {
        if (runtime.signal.aborted) return;
        logger.warn({ err: error, run: this.#last?.runId }, 'settlement waits; trying again');
        waitMs = AGAIN_MS;
      }
      await runtime.runtime.pause(waitMs, runtime.signal);
    }
  }

  async #look(): Promise<void> {
    const { runtime, nextRun } = this.#options;
    if (this.#last !== undefined && this.#isUnderWay) return this.#carryThrough(this.#last);
    const next = await nextRun(runtime.runtime.clock(), this.#last);
    if (next === undefined) return;
    const { settlementDate } = next;
    const data = { counterparty: COUNTERPARTY, settlementDate } as const;
    await this.#send({ type: 'StartSettlement', data }, `start/${next.name}`);
  }

  async #carryThrough(run: StartedRun): Promise<void> {
    const { net, deliver, logger } = this.#options;
    const { runId } = run;
    const inputs = await net(runId, run.position);
    const done = await carryOut({ ...run, ...inputs }, deliver);
    await this.#record('netted', runId, done);
    await this.#record('settled', runId, done);
    const data = { counterparty: COUNTERPARTY, runId, ...done.totals } as const;
    await this.#send({ type: 'CompleteSettlement', data }, `complete/${runId}`);
    // The fact comes by later: until then there would seem to be something to do.
    this.#isUnderWay = false;
    const { lines, late } = done.totals;
    logger.info({ run: runId, lines, late }, 'a settlement run is over');
  }

  /** Records the parts of one kind that the log has not. */
  async #record(kind: 'netted' | 'settled', runId: string, done: CarriedOut): Promise<void> {
    const parts = done.netted.length;
    const missing = done.netted
      .map((_, index) => index)
      .filter((index) => !this.#recorded.has(`${kind}/${runId}/${index + 1}`));
    for (let at = 0; at < missing.length; at += AT_ONCE)
      await Promise.all(
        missing.slice(at, at + AT_ONCE).map((index) => {
          const part = { runId, part: index + 1, parts };
          const command =
            kind === 'netted'
              ? ({
                  type: 'RecordObligations',
                  data: { ...part, obligations: done.netted[index] ?? [] },
                } as const)
              : ({
                  type: 'RecordDeliveries',
                  data: { ...part, deliveries: done.settled[index] ?? [] },
                } as const);
          return this.#send(command, `${kind}/${runId}/${part.part}`);
        }),
      );
  }

  /** @throws NotSentError; Error where the rules refuse what a run comes to. */
  async #send(
    command: Parameters<ProcessRuntime['send']>[0]['command'],
    cause: string,
  ): Promise<Outcome> {
    const { runtime, logger } = this.#options;
    const id = derivedId(`process/${NAME}/${cause}`) as CommandId;
    const outcome = await submit(runtime, { id, process: NAME, command }, logger);
    if (outcome.status === 'rejected' && command.type !== 'StartSettlement')
      throw new Error(`${command.type} ${cause}: ${outcome.code} ${outcome.message}`);
    return outcome;
  }
}
