import { foldFacts, foldJoined, type Refused, type Row, type Rows } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import type { RecordedFact } from '../../runtime/recorded-fact.ts';
import { isDataError } from './errors.ts';
import type { TableStatements, Transaction } from './table-statements.ts';

interface Isolation {
  readonly sql: Transaction;
  readonly target: {
    readonly projection: Projection;
    readonly statements: TableStatements;
    readonly parked: ReadonlySet<string>;
  };
  readonly facts: readonly RecordedFact[];
  /** Rows as they are stored. */
  readonly before: Rows;
}

/**
 * Applies facts key by key, each in a savepoint, after a batch as a whole was refused by Postgres: a key goes as far as
 * its facts fit, one fact at a time, and the rest of its facts is refused. Slow, and only needed once per bad fact.
 */
export async function writeWhatFits(isolation: Isolation): Promise<{
  readonly rows: Rows;
  readonly written: readonly Row[];
  readonly refused: readonly Refused[];
}> {
  const { target, facts, before } = isolation;
  const { projection } = target;
  const stuck = new Set(target.parked);
  const rows: Rows = new Map(before);
  const written = new Map<string, Row>();
  const appended: Row[] = [];
  const refused: Refused[] = [];
  for (const recorded of facts) {
    const keys = projection.keysOf(recorded);
    if (projection.joins.has(recorded.fact.type)) {
      const error = await applyJoined(isolation, rows, recorded, keys, stuck);
      for (const key of keys)
        if (error === undefined) written.set(key, rows.get(key) as Row);
        else {
          stuck.add(key);
          refused.push({ key, recorded, error });
        }
      continue;
    }
    for (const key of keys) {
      const result = await applyOne(isolation, rows, recorded, key, stuck);
      if (result.error !== undefined) {
        stuck.add(key);
        refused.push({ key, recorded, error: result.error });
      }
      if (result.row === undefined) continue;
      if (projection.grain === 'entity') written.set(key, result.row);
      else appended.push(result.row);
    }
  }
  return { rows, written: [...written.values(), ...appended], refused };
}

/** A fact whose rows follow from each other: all of them are written, or none. @returns why none is. */
async function applyJoined(
  { sql, target }: Isolation,
  rows: Rows,
  recorded: RecordedFact,
  keys: readonly string[],
  stuck: ReadonlySet<string>,
): Promise<Error | undefined> {
  const after = foldJoined(target.projection, recorded, keys, rows, stuck);
  if (after instanceof Error) return after;
  const changed = [...after.values()].filter((row) => row !== undefined);
  try {
    await sql.savepoint((inner) => target.statements.write(inner, changed));
  } catch (error) {
    if (!isDataError(error)) throw error;
    return error as Error;
  }
  for (const [key, row] of after) if (row !== undefined) rows.set(key, row);
  return undefined;
}

async function applyOne(
  { sql, target }: Isolation,
  rows: Rows,
  recorded: RecordedFact,
  key: string,
  stuck: ReadonlySet<string>,
): Promise<{ readonly row?: Row; readonly error?: Error }> {
  const { projection, statements } = target;
  const one: Projection = { ...projection, keysOf: () => [key] };
  const attempt: Rows = new Map([[key, rows.get(key)]]);
  const folded = foldFacts(one, [recorded], attempt, stuck);
  const [refusal] = folded.refused;
  if (refusal !== undefined) return { error: refusal.error };
  const [row] = folded.written;
  if (row === undefined) return {};
  try {
    await sql.savepoint((inner) => statements.write(inner, [row]));
  } catch (error) {
    if (!isDataError(error)) throw error;
    return { error: error as Error };
  }
  rows.set(key, attempt.get(key));
  return { row };
}
