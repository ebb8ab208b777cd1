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
 * every later one of the same key; the other keys go on, but for those that a fact joins with it.
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
  const take = (key: string, before: Row | undefined, after: Row | undefined): void => {
    if (after === undefined || after === before) return;
    if (model.grain !== 'log') rows.set(key, after);
    if (model.grain !== 'entity') return void appended.push(after);
    changed.add(key);
    if (before === undefined) added.add(key);
  };
  const refuse = (key: string, recorded: RecordedFact, error: Error): void => {
    stuck.add(key);
    refused.push({ key, recorded, error });
  };
  for (const recorded of facts) {
    const keys = model.keysOf(recorded);
    if (model.joins.has(recorded.fact.type)) {
      const joined = foldJoined(model, recorded, keys, rows, stuck);
      if (joined instanceof Error) for (const key of keys) refuse(key, recorded, joined);
      else for (const [key, row] of joined) take(key, rows.get(key), row);
      continue;
    }
    for (const key of keys) {
      if (stuck.has(key)) {
        refuse(key, recorded, new ParkedKeyError('behind a parked fact'));
        continue;
      }
      try {
        const before = rows.get(key);
        take(key, before, model.evolve(before, recorded, key) as Row | undefined);
      } catch (error) {
        refuse(key, recorded, asError(error));
      }
    }
  }
  const written =
    model.grain === 'entity' ? [...changed].map((key) => rows.get(key) as Row) : appended;
  return { written, added, refused };
}

/** The rows that a fact makes of rows that follow from each other, all of them or none: an error says why. */
function foldJoined(
  model: Projection,
  recorded: RecordedFact,
  keys: readonly string[],
  rows: Rows,
  stuck: ReadonlySet<string>,
): ReadonlyMap<string, Row> | Error {
  if (keys.some((key) => stuck.has(key))) return new ParkedKeyError('behind a parked fact');
  const before: Rows = new Map(keys.map((key) => [key, rows.get(key)]));
  try {
    const after = keys.map(
      (key) => [key, model.evolve(before.get(key), recorded, key, before) as Row] as const,
    );
    return new Map(after.filter(([, row]) => row !== undefined));
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
