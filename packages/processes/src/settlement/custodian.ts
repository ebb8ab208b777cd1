import { createHash } from 'node:crypto';
import type { NettedLine, Quantity } from '@bellwether/domain';

/** What is to be delivered in a run: a line with a quantity below zero. */
interface Instruction {
  readonly runId: string;
  readonly line: NettedLine;
}

/**
 * Who keeps the participants' shares and delivers them. The same instruction has the same answer whenever it is asked: a
 * run that was interrupted asks again.
 * @returns how many shares of each instruction were delivered, in their order.
 */
export type Deliver = (instructions: readonly Instruction[]) => Promise<readonly Quantity[]>;

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
  return (instructions) =>
    Promise.resolve(
      instructions.map(({ runId, line }) => {
        const drawn = lotOf(`${seed}/${runId}/${line.participant}/${line.instrumentId}`) % ONE;
        const due = -line.quantity;
        if (drawn < BigInt(whole)) return 0n;
        return drawn < BigInt(whole + partly) ? due / 2n : due;
      }),
    );
}

/** A number that follows from a text and looks drawn: 0 … 2^64-1. */
export function lotOf(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE();
}
