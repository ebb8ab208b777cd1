import type { CommandId, Custodian, Outcome, SettlementRunCommand } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { RecordedFact } from '@bellwether/projections/facts';
import { runMaker } from '../runtime/maker.ts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import { carryOut, inParts } from './carry-out.ts';
import { custodianOutside, type Deliver } from './custodian.ts';
import type { NextRun, StartedRun } from './next-run.ts';
import type { NetRun } from './netted-by-read-side.ts';

export interface SettlementMakerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly net: NetRun;
  /** Who delivers where a run does not say. */
  readonly custodian: Custodian;
  /** The simulated custodian. */
  readonly deliver: Deliver;
  readonly nextRun: NextRun;
  readonly logger: Logger;
}

/** Part of the ids of its commands: it never changes. */
const NAME = 'settlement';
const COUNTERPARTY = 'CCP';
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

  constructor(options: SettlementMakerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  run(): Promise<void> {
    const { runtime, reading, logger } = this.#options;
    return runMaker({
      runtime,
      reading,
      // Starts and ends alone: the parts of all runs that there ever were are too many to be read at each start.
      follows: ['SettlementStarted', 'SettlementCompleted'],
      take: (recorded) => this.#take(recorded),
      look: () => this.#look(),
      failed: (error) =>
        logger.warn({ err: error, run: this.#last?.runId }, 'settlement waits; trying again'),
    });
  }

  #take({ fact, position, at }: RecordedFact): void {
    if (fact.type === 'SettlementStarted') {
      const { runId, settlementDate, custodian } = fact.data;
      this.#last = { runId, settlementDate, custodian, position, at };
      this.#isUnderWay = true;
    }
    if (fact.type === 'SettlementCompleted')
      this.#isUnderWay = this.#last?.runId !== fact.data.runId;
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
    const { net, logger } = this.#options;
    const { runId, custodian = this.#options.custodian } = run;
    const inputs = await net(runId, run.position);
    const parts = inParts(inputs.lines);
    const partOf = (index: number) => ({ runId, part: index + 1, parts: parts.length });
    const by = custodian === 'FILES' ? { custodian } : {};
    // Before anything is delivered: instructions that a custodian outside is given stand in the log.
    await this.#record(
      parts.map((obligations, index) => ({
        type: 'RecordObligations',
        data: { ...partOf(index), obligations, ...by },
      })),
    );
    const { settled, totals } = await carryOut({ ...run, ...inputs }, this.#delivers(custodian));
    await this.#record(
      settled.map((deliveries, index) => ({
        type: 'RecordDeliveries',
        data: { ...partOf(index), deliveries },
      })),
    );
    const data = { counterparty: COUNTERPARTY, runId, ...totals } as const;
    await this.#send({ type: 'CompleteSettlement', data }, `complete/${runId}`);
    // The fact comes by later: until then there would seem to be something to do.
    this.#isUnderWay = false;
    const { lines, late } = totals;
    logger.info({ run: runId, lines, late }, 'a settlement run is over');
  }

  #delivers(custodian: Custodian): Deliver {
    const { deliver, runtime, reading } = this.#options;
    return custodian === 'SIMULATED' ? deliver : custodianOutside(runtime, reading);
  }

  /** Records all parts of one kind; those that the log has already change nothing. */
  async #record(
    commands: readonly Exclude<SettlementRunCommand, { readonly type: 'ConfirmDeliveries' }>[],
  ): Promise<void> {
    for (let at = 0; at < commands.length; at += AT_ONCE)
      await Promise.all(
        commands.slice(at, at + AT_ONCE).map((command) => {
          const kind = command.type === 'RecordObligations' ? 'netted' : 'settled';
          return this.#send(command, `${kind}/${command.data.runId}/${command.data.part}`);
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
    if (outcome.status === 'rejected')
      throw new Error(`${command.type} ${cause}: ${outcome.code} ${outcome.message}`);
    return outcome;
  }
}
