import { instructionsOf, type Instruction, type NettedLine } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import { settlementInstructions, type SettlementInstructionRow } from './table.ts';

/** A part of a run that is netted. */
interface Part {
  readonly runId: string;
  readonly part: number;
  readonly obligations: readonly NettedLine[];
  readonly custodian?: 'FILES';
}

/** Instructions of a fact by their ids, made once for all rows of the fact. */
const byId = new WeakMap<readonly NettedLine[], ReadonlyMap<string, Instruction>>();

/** What a part asks of a custodian outside; nothing where it is delivered at once. */
function instructed(data: Part): ReadonlyMap<string, Instruction> {
  const { runId, part, obligations, custodian } = data;
  const all = custodian === 'FILES' ? instructionsOf(runId, part, obligations) : [];
  const known = byId.get(obligations) ?? new Map(all.map((one) => [one.instructionId, one]));
  byId.set(obligations, known);
  return known;
}

/** Instructions to custodians outside, by id. */
export const settlementInstructionsProjection: Projection =
  defineProjection<SettlementInstructionRow>({
    name: 'settlement_instructions',
    version: 1,
    tables: { postgres: settlementInstructions },
    key: 'instructionId',
    on: {
      ObligationsNetted: {
        creates: true,
        keys: (data) => [...instructed(data).keys()],
        evolve(_, data, { position }, instructionId) {
          // A key is one of them: `keys` has said so.
          const { quantity, line } = instructed(data).get(instructionId) as Instruction;
          return {
            instructionId,
            runId: data.runId,
            settlementDate: data.runId.slice(0, 10),
            participant: line.participant,
            instrumentId: line.instrumentId,
            quantity,
            amount: line.amount,
            status: 'INSTRUCTED',
            confirmed: null,
            reference: null,
            confirmedAt: 0n,
            position,
          };
        },
      },
      DeliveriesConfirmed: {
        keys: ({ confirmations }) => confirmations.map(({ instructionId }) => instructionId),
        evolve(row, { confirmations }, { at: confirmedAt, position }, id) {
          const answer = confirmations.find(({ instructionId }) => instructionId === id);
          return (
            row &&
            answer && {
              ...row,
              status: 'CONFIRMED',
              confirmed: answer.quantity,
              reference: answer.reference ?? null,
              confirmedAt,
              position,
            }
          );
        },
      },
    },
  });
