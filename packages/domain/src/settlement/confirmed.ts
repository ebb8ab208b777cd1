import type { DataOf } from '../contracts/schema/definition.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { Quantity } from '../kernel/fixed-point.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type {
  Confirmation,
  ConfirmDeliveries,
  RecordDeliveries,
  RecordObligations,
} from './commands.ts';
import type { SettlementRunFact } from './facts.ts';
import { instructionsOf, placeOfInstruction } from './instructions.ts';

/** What a custodian outside was told to deliver, by instruction, and what it has answered; undefined: nothing yet. */
export type Instructed = ReadonlyMap<
  string,
  { readonly quantity: Quantity; readonly answer: Quantity | undefined }
>;

/** By part. */
type Parts = ReadonlyMap<number, Instructed>;

/**
 * Takes a custodian's answers: all of them or none. An instruction is answered once; the same answer again changes nothing,
 * whenever it comes.
 */
export function confirm(
  parts: Parts,
  data: DataOf<typeof ConfirmDeliveries>,
): Decision<SettlementRunFact> {
  const seen = new Set<string>();
  const fresh: Confirmation[] = [];
  for (const confirmation of data.confirmations) {
    const { instructionId, quantity } = confirmation;
    const { runId, part } = placeOfInstruction(instructionId);
    const known = runId === data.runId ? parts.get(part)?.get(instructionId) : undefined;
    const wrong = wrongWith(confirmation, known, seen.has(instructionId));
    if (wrong !== undefined) return refuse(wrong);
    seen.add(instructionId);
    if (known?.answer !== quantity) fresh.push(confirmation);
  }
  if (fresh.length === 0) return accept();
  return accept({ type: 'DeliveriesConfirmed', data: { ...data, confirmations: fresh } });
}

function wrongWith(
  { instructionId, quantity }: Confirmation,
  known: { readonly quantity: Quantity; readonly answer: Quantity | undefined } | undefined,
  isRepeated: boolean,
): Rejection | undefined {
  if (known === undefined)
    return reject('UNKNOWN_INSTRUCTION', `the run has no instruction ${instructionId}`);
  if (isRepeated) return reject('DUPLICATE_CONFIRMATION', `${instructionId} is there twice`);
  if (known.answer !== undefined && known.answer !== quantity)
    return reject(
      'DUPLICATE_CONFIRMATION',
      `of ${instructionId} ${known.answer} were confirmed before`,
    );
  if (quantity > known.quantity)
    return reject('MORE_THAN_INSTRUCTED', `${instructionId} was to deliver ${known.quantity}`);
  return undefined;
}

/** Why deliveries of a part are not what a custodian outside has answered; undefined: they are, or nobody outside was asked. */
export function contradictionOf(
  instructed: Instructed | undefined,
  { runId, part, deliveries }: DataOf<typeof RecordDeliveries>,
): string | undefined {
  for (const [instructionId, { answer }] of instructed ?? []) {
    const place = Number(instructionId.slice(`${runId}.${part}.`.length));
    const moved = deliveries[place - 1]?.quantity ?? 0n;
    if (answer === undefined) return `${instructionId} is not answered by the custodian`;
    if (moved !== -answer) return `${instructionId} delivered ${answer}, not ${-moved}`;
  }
  return undefined;
}

/** What a part asks of a custodian outside. */
export function instructedBy({
  runId,
  part,
  obligations,
}: DataOf<typeof RecordObligations>): Instructed {
  return new Map(
    instructionsOf(runId, part, obligations).map(({ instructionId, quantity }) => [
      instructionId,
      { quantity, answer: undefined },
    ]),
  );
}

/** With answers, which are known to be to instructions that there are. */
export function withAnswers(parts: Parts, answers: readonly Confirmation[]): Parts {
  const all = new Map(parts);
  for (const [part, own] of Map.groupBy(
    answers,
    ({ instructionId }) => placeOfInstruction(instructionId).part,
  )) {
    const instructed = new Map(all.get(part));
    for (const { instructionId, quantity: answer } of own) {
      const quantity = instructed.get(instructionId)?.quantity ?? answer;
      instructed.set(instructionId, { quantity, answer });
    }
    all.set(part, instructed);
  }
  return all;
}
