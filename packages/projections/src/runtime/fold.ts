import type { Projection } from './projection.ts';
import type { RecordedFact } from './recorded-fact.ts';

export type Row = Record<string, unknown>;

/** Rows by key; a key that is known not to exist maps to undefined. */
export type Rows = Map<string, Row | undefined>;

/** A fact that could not be applied to a row, or came behind one that could not. */
export interface Refused {
  readonly key: string;
  readonly recorded: RecordedFact;
  readonly error: Error;
}

/** What folding came to. */
export interface Folded {
  /** Rows to write: the changed ones of an entity, every new one of a log or chain. */
  readonly written: readonly Row[];
  /** Keys of an entity's rows that did not stand before, as far as `creates` tells the truth. */
  readonly added: ReadonlySet<string>;
  readonly refused: readonly Refused[];
}

/** A fact waits because an earlier one of its key waits: order within a key is kept. */
class ParkedKeyError extends Error {
  override readonly name = 'ParkedKeyError';
  readonly code = 'PARKED_KEY';
}

/** Keys of the rows that must be loaded before the facts can be folded. */
export function keysTouched(
  model: Projection,
  facts: readonly RecordedFact[],
): ReadonlySet<string> {
  const keys = new Set<string>();
  const made = new Set<string>();
  for (const fact of facts) {
    const loads = model.loads(fact);
    for (const key of model.keysOf(fact)) {
      if (!loads) made.add(key);
      else if (!made.has(key)) keys.add(key);
    }
  }
  return keys;
}

/**
 * Folds facts into rows, however many facts touch the same row. A fact that its reaction throws at is refused, and so is
 * every later one of the same key; the other keys go on.
 * @param rows every row that the facts touch, as stored before them; changed in place.
 * @param parked keys of which earlier facts wait already.
 */
export function foldFacts(
  model: Projection,
  facts: readonly RecordedFact[],
  rows: Rows,
  parked: ReadonlySet<string> = new Set(),
): Folded {
  const [added, changed] = [new Set<string>(), new Set<string>()];
  const appended: Row[] = [];
  const refused: Refused[] = [];
  const stuck = new Set(parked);
  for (const recorded of facts) {
    for (const key of model.keysOf(recorded)) {
      if (stuck.has(key)) {
        refused.push({ key, recorded, error: new ParkedKeyError('behind a parked fact') });
        continue;
      }
      try {
        const before = rows.get(key);
        const after = model.evolve(before, recorded, key) as Row | undefined;
        if (after === undefined || after === before) continue;
        if (model.grain !== 'log') rows.set(key, after);
        if (model.grain !== 'entity') appended.push(after);
        else {
          changed.add(key);
          if (before === undefined) added.add(key);
        }
      } catch (error) {
        stuck.add(key);
        refused.push({ key, recorded, error: asError(error) });
      }
    }
  }
  const written =
    model.grain === 'entity' ? [...changed].map((key) => rows.get(key) as Row) : appended;
  return { written, added, refused };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
