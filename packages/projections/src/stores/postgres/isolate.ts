import { foldFacts, type Refused, type Row, type Rows } from '../../runtime/fold.ts';
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
    for (const keys of together(projection, recorded)) {
      const result = await applyTo(isolation, rows, recorded, keys, stuck);
      if (result instanceof Error) {
        for (const key of keys) {
          stuck.add(key);
          refused.push({ key, recorded, error: result });
        }
      } else if (projection.grain === 'entity')
        for (const row of result) written.set(row[projection.key] as string, row);
      else appended.push(...result);
    }
  }
  return { rows, written: [...written.values(), ...appended], refused };
}

/** The keys of a fact, by what is written in one step: all that it joins, else each by itself. */
function together(projection: Projection, recorded: RecordedFact): readonly (readonly string[])[] {
  const keys = projection.keysOf(recorded);
  return projection.joins.has(recorded.fact.type) ? [keys] : keys.map((key) => [key]);
}

/** Rows that a fact has written, all of them or none: an error says why. */
async function applyTo(
  { sql, target }: Isolation,
  rows: Rows,
  recorded: RecordedFact,
  keys: readonly string[],
  stuck: ReadonlySet<string>,
): Promise<readonly Row[] | Error> {
  const { projection, statements } = target;
  const meant: Projection = { ...projection, keysOf: () => keys };
  const attempt: Rows = new Map(keys.map((key) => [key, rows.get(key)]));
  const { written, refused } = foldFacts(meant, [recorded], attempt, stuck);
  const [refusal] = refused;
  if (refusal !== undefined) return refusal.error;
  if (written.length === 0) return written;
  try {
    await sql.savepoint((inner) => statements.write(inner, written));
  } catch (error) {
    if (!isDataError(error)) throw error;
    return error as Error;
  }
  for (const [key, row] of attempt) rows.set(key, row);
  return written;
}
