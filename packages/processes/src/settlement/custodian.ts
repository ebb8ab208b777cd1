import { createHash } from 'node:crypto';
import { settlementRunStream, type Instruction, type Quantity } from '@bellwether/domain';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';

/** The run that instructions are of, and where its start stands in the log. */
export interface InstructingRun {
  readonly runId: string;
  readonly position: bigint;
}

/**
 * Who keeps the participants' shares and delivers them. The same instruction has the same answer whenever it is asked: a
 * run that was interrupted asks again.
 * @returns how many shares of each instruction were delivered, in their order.
 */
export type Deliver = (
  instructions: readonly Instruction[],
  run: InstructingRun,
) => Promise<readonly Quantity[]>;

/** How often a simulated custodian does not deliver, in a thousand instructions. */
export interface Failing {
  /** Nothing is delivered. */
  readonly whole: number;
  /** Half of it is delivered. */
  readonly partly: number;
}

const ONE = 1_000n;

/** A custodian for markets that are simulated: it fails by lot, seeded, so that a run repeated fails alike. */
export function simulatedCustodian(seed: string, { whole, partly }: Failing): Deliver {
  return (instructions, { runId }) =>
    Promise.resolve(
      instructions.map(({ quantity, line }) => {
        const drawn = lotOf(`${seed}/${runId}/${line.participant}/${line.instrumentId}`) % ONE;
        if (drawn < BigInt(whole)) return 0n;
        return drawn < BigInt(whole + partly) ? quantity / 2n : quantity;
      }),
    );
}

/**
 * A custodian outside. Its instructions are those that the log has of the run; people take them to it as files, and bring
 * its answers (`ConfirmDeliveries`). Waits until each instruction is answered, however long that takes.
 * @throws Error where the run was begun with the simulated custodian; the signal's reason when it ends.
 */
export function custodianOutside(
  runtime: Pick<ProcessRuntime, 'follow' | 'signal'>,
  reading: Pick<FactReading, 'factsOf'>,
): Deliver {
  return async (instructions, { runId, position }) => {
    const answers = new Map<string, Quantity>();
    const isWhole = () => instructions.every(({ instructionId }) => answers.has(instructionId));
    if (instructions.length > 0)
      for await (const message of runtime.follow(
        [settlementRunStream(runId)],
        position,
        runtime.signal,
      )) {
        if (message.kind !== 'event') continue;
        for (const { fact } of await reading.factsOf(message.event)) {
          // Run 1 is the beginning of run 10.
          if (!('runId' in fact.data) || fact.data.runId !== runId) continue;
          if (fact.type === 'ObligationsNetted' && fact.data.custodian !== 'FILES')
            throw new Error(`run ${runId} was begun with CUSTODIAN=SIMULATED, which must end it`);
          if (fact.type === 'DeliveriesConfirmed')
            for (const { instructionId, quantity } of fact.data.confirmations)
              answers.set(instructionId, quantity);
        }
        if (isWhole()) break;
      }
    if (!isWhole()) runtime.signal.throwIfAborted();
    return instructions.map(({ instructionId }) => answers.get(instructionId) as Quantity);
  };
}

/** A number that follows from a text and looks drawn: 0 … 2^64-1. */
export function lotOf(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE();
}
