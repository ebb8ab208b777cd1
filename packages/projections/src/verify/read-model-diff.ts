import type { Sql } from '@bellwether/platform';
import { deadLetterKeys } from '../postgres/dead-letters.ts';
import { PROJECTIONS } from '../postgres/projections.ts';
import { TableStatements, type Transaction } from '../postgres/table-statements.ts';
import { foldFacts, type Row, type Rows } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { rowDigest } from './row-digest.ts';

/** How a read model's table compares with a fold of the log from zero. */
export interface ReadModelDiff {
  /** Name of the build. */
  readonly model: string;
  readonly rows: number;
  /** Facts that are parked or were skipped: the table is right without them, and the log is not. */
  readonly deadLetters: number;
  /** Keys of rows that are missing, superfluous or different; the first hundred. */
  readonly differing: readonly string[];
}

const DIFFERENCES_MAX = 100;

/** Folds facts as they come and compares the result with what the tables hold. */
export class ReadModelAudit {
  readonly #folds: readonly Fold[];

  constructor(projections: readonly Projection[] = PROJECTIONS) {
    this.#folds = projections.map((projection) => new Fold(projection));
  }

  add(facts: readonly RecordedFact[]): void {
    for (const fold of this.#folds) fold.add(facts);
  }

  /**
   * Compares builds with the fold.
   * @param builds name of the build of each projection to compare; those in force where none is named.
   * @param concerns whether a row is compared at all.
   * @throws VersionMismatchError where a build has another version than the program.
   */
  async compare(
    sql: Sql | Transaction,
    builds?: ReadonlyMap<string, string>,
    concerns: (row: Row) => boolean = () => true,
  ): Promise<readonly ReadModelDiff[]> {
    const rows = await sql<{ projection: string; name: string }[]>`
      select projection, name from read_models.checkpoints where state = 'active'`;
    const active = new Map(rows.map(({ projection, name }) => [projection, name]));
    const diffs: ReadModelDiff[] = [];
    for (const fold of this.#folds) {
      const build = (builds ?? active).get(fold.projection.name);
      if (build !== undefined) diffs.push(await compareOne(sql, fold, build, concerns));
    }
    return diffs;
  }
}

/** Entities are kept as rows; of the rows of logs and chains, which never change, digests are enough. */
class Fold {
  readonly projection: Projection;
  readonly rows: Rows = new Map();
  readonly digests = new Map<string, string>();

  constructor(projection: Projection) {
    this.projection = projection;
  }

  add(facts: readonly RecordedFact[]): void {
    const { written, refused } = foldFacts(this.projection, facts, this.rows);
    // What a fact does that its reaction throws at is nothing, here as in the table.
    void refused;
    if (this.projection.grain === 'entity') return;
    for (const row of written) this.digests.set(this.keyOf(row), rowDigest(row));
  }

  /** What identifies a row: of a chain also its place in it. */
  keyOf(row: Row): string {
    const key = row[this.projection.key] as string;
    return this.projection.grain === 'chain' ? `${key}/${row['sequence'] as bigint}` : key;
  }

  expected(concerns: (row: Row) => boolean): ReadonlyMap<string, string> {
    if (this.projection.grain !== 'entity') return this.digests;
    const rows = [...this.rows] as [string, Row][];
    return new Map(
      rows.filter(([, row]) => concerns(row)).map(([key, row]) => [key, rowDigest(row)]),
    );
  }
}

async function compareOne(
  sql: Sql | Transaction,
  fold: Fold,
  build: string,
  concerns: (row: Row) => boolean,
): Promise<ReadModelDiff> {
  const expected = fold.expected(concerns);
  const letters = await deadLetterKeys(sql, build);
  const missing = new Set(expected.keys());
  const differing: string[] = [];
  let rows = 0;
  for await (const stored of new TableStatements(fold.projection, build).all(sql)) {
    if (!concerns(stored)) continue;
    rows += 1;
    const key = fold.keyOf(stored);
    missing.delete(key);
    if (rowDigest(stored) !== expected.get(key)) differing.push(key);
  }
  for (const key of missing) differing.push(key);
  return {
    model: build,
    rows,
    deadLetters: [...letters.values()].reduce((sum, count) => sum + count, 0),
    differing: differing.filter((key) => !letters.has(key)).slice(0, DIFFERENCES_MAX),
  };
}
