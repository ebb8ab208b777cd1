import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { DataOf } from './fact-words.ts';

/** What a custodian was told to deliver, and what it has answered. */
interface Told {
  readonly due: bigint;
  answer: bigint | undefined;
}

/**
 * Holds runs that a custodian outside delivers against its answers (I15): each line that delivers is an instruction, each of
 * them is answered once and not with more than was asked for, and what a run has recorded as delivered is what was answered.
 */
export class CustodyAudit {
  readonly #invariant: Invariant;
  /** Instructions of runs that are not over, by their ids. */
  readonly #told = new Map<string, Told>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact }: Pick<RecordedFact, 'fact'>): void {
    if (fact.type === 'ObligationsNetted' && fact.data.custodian === 'FILES')
      this.#instructed(fact.data);
    if (fact.type === 'DeliveriesConfirmed') this.#confirmed(fact.data);
    if (fact.type === 'DeliveriesSettled' && this.#told.size > 0) this.#settled(fact.data);
  }

  #instructed({ runId, part, obligations }: DataOf<'ObligationsNetted'>): void {
    for (const [index, { quantity }] of obligations.entries())
      if (quantity < 0n) {
        this.#invariant.count('instructions');
        this.#told.set(`${runId}.${part}.${index + 1}`, { due: -quantity, answer: undefined });
      }
  }

  #confirmed({ confirmations }: DataOf<'DeliveriesConfirmed'>): void {
    for (const { instructionId, quantity } of confirmations) {
      const told = this.#told.get(instructionId);
      this.#invariant.check(
        told !== undefined && told.answer === undefined && quantity <= told.due,
        () => `${instructionId}: ${quantity} confirmed of ${told?.due}, before ${told?.answer}`,
      );
      if (told !== undefined) told.answer = quantity;
    }
  }

  #settled({ runId, part, deliveries }: DataOf<'DeliveriesSettled'>): void {
    for (const [index, { quantity }] of deliveries.entries()) {
      const id = `${runId}.${part}.${index + 1}`;
      const told = this.#told.get(id);
      if (told === undefined) continue;
      this.#told.delete(id);
      this.#invariant.check(
        told.answer === -quantity,
        () => `${id}: the custodian has answered ${told.answer}, the run has ${-quantity}`,
      );
    }
  }
}
