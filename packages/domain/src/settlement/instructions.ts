import type { Quantity } from '../kernel/fixed-point.ts';
import type { NettedLine } from './lines.ts';

/** Lines of one part at most: some 100 kB. */
export const SETTLEMENT_LINES_MAX = 400;

/** Who keeps the participants' shares. FILES: a custodian outside, whose instructions and answers are files. */
export const CUSTODIANS = ['SIMULATED', 'FILES'] as const;
export type Custodian = (typeof CUSTODIANS)[number];

/** `<run>.<part>.<place in it>`, at most 28 characters: ISO 20022 allows 35 (Max35Text). */
export const INSTRUCTION_ID_PATTERN =
  '^\\d{4}-\\d{2}-\\d{2}-[1-9]\\d{0,5}\\.[1-9]\\d{0,5}\\.[1-9]\\d{0,2}$';

/** What a custodian is to deliver for a participant, against payment. */
export interface Instruction {
  readonly instructionId: string;
  /** Shares to deliver, above zero. */
  readonly quantity: Quantity;
  readonly line: NettedLine;
}

/**
 * The instructions that follow from a part of a run: one for each line that delivers. Their ids follow from the part, so that
 * the same netting has the same instructions whenever it is asked for.
 * @param part from 1.
 */
export function instructionsOf(
  runId: string,
  part: number,
  obligations: readonly NettedLine[],
): readonly Instruction[] {
  return obligations.flatMap((line, index): readonly Instruction[] =>
    line.quantity < 0n
      ? [{ instructionId: `${runId}.${part}.${index + 1}`, quantity: -line.quantity, line }]
      : [],
  );
}

/** The run and the part that an instruction is of. */
export function placeOfInstruction(instructionId: string): {
  readonly runId: string;
  readonly part: number;
} {
  const [runId = '', part = ''] = instructionId.split('.');
  return { runId, part: Number(part) };
}
