import type { RecordedFact } from '../../runtime/recorded-fact.ts';

/** What is applied in one transaction. */
export interface FactBatch {
  readonly facts: readonly RecordedFact[];
  /** Commit position up to which everything has been considered. */
  readonly position: bigint;
}

/** What a projector writes: the builds in force, or one build in the shadow. */
export type ProjectorScope = 'active' | { readonly shadow: string };
