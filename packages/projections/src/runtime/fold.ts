import type { AnyReadModel } from './read-model.ts';
import type { RecordedFact } from './recorded-fact.ts';

export type Row = Record<string, unknown>;

/** Rows by key; a key that is known not to exist maps to undefined. */
export type Rows = Map<string, Row | undefined>;

/** Keys of the rows that the facts touch. */
export function keysTouched(
  model: AnyReadModel,
  facts: readonly RecordedFact[],
): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const fact of facts) for (const key of model.keysOf(fact)) keys.add(key);
  return keys;
}

/**
 * Folds facts into rows, however many facts touch the same row, and returns the rows that changed.
 * @param rows every row that the facts touch, as stored before them; changed in place.
 */
export function foldFacts(
  model: AnyReadModel,
  facts: readonly RecordedFact[],
  rows: Rows,
): readonly Row[] {
  const changed = new Set<string>();
  for (const fact of facts) {
    for (const key of model.keysOf(fact)) {
      const before = rows.get(key);
      const after = model.evolve(before, fact, key);
      if (after === undefined || after === before) continue;
      rows.set(key, after);
      changed.add(key);
    }
  }
  return [...changed].map((key) => rows.get(key) as Row);
}
