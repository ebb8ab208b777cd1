import type { Sql } from '@bellwether/platform/postgres';
import { deadLetterKeys } from '../stores/postgres/dead-letters.ts';
import { PROJECTIONS } from '../capabilities/capabilities.ts';
import { TableStatements, type Transaction } from '../stores/postgres/table-statements.ts';
import type { Row } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { bucketGroups, bucketOf, BucketSums } from './bucket-sums.ts';
import { foldExactly, FoldSums, rowKey } from './fold-sums.ts';
import { rowDigest, rowText } from './row-digest.ts';

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

/** The facts that were added, once more from the first. */
export type Again = () =>
  | AsyncIterable<readonly RecordedFact[]>
  | Iterable<readonly RecordedFact[]>;

const DIFFERENCES_MAX = 100;

/**
 * Folds facts as they come and compares the result with what the tables hold. It keeps what may change yet, and sums of
 * all else, so that its memory does not grow with history; only where sums differ are log and table read once more, to
 * name the rows.
 */
export class ReadModelAudit {
  readonly #folds: readonly FoldSums[];
  readonly #concerns: (row: Row) => boolean;

  /** @param concerns whether a row is compared at all. */
  constructor(
    projections: readonly Projection[] = PROJECTIONS,
    concerns: (row: Row) => boolean = () => true,
  ) {
    this.#concerns = concerns;
    this.#folds = projections.map((projection) => new FoldSums(projection, concerns));
  }

  /** Names of the projections that are folded. */
  get names(): readonly string[] {
    return this.#folds.map(({ projection }) => projection.name);
  }

  /** @param facts of whole events, in the order of the log. */
  add(facts: readonly RecordedFact[]): void {
    for (const fold of this.#folds) fold.add(facts);
  }

  /**
   * Compares the builds in force with the fold.
   * @param again read where something differs.
   * @throws VersionMismatchError where a build has another version than the program.
   */
  async compare(sql: Sql | Transaction, again: Again): Promise<readonly ReadModelDiff[]> {
    const rows = await sql<{ projection: string; name: string }[]>`
      select projection, name from read_models.checkpoints where state = 'active'`;
    const active = new Map(rows.map(({ projection, name }) => [projection, name]));
    const diffs: ReadModelDiff[] = [];
    for (const name of this.names) {
      const build = active.get(name);
      if (build !== undefined) diffs.push(await this.compareBuild(sql, again, name, build));
    }
    return diffs;
  }

  /**
   * Compares one build with the fold.
   * @param onRow told of each row of the table that was read.
   * @throws VersionMismatchError as above.
   */
  async compareBuild(
    sql: Sql | Transaction,
    again: Again,
    name: string,
    build: string,
    onRow: () => void = () => undefined,
  ): Promise<ReadModelDiff> {
    const fold = this.#folds.find(({ projection }) => projection.name === name);
    if (fold === undefined) throw new TypeError(`${name} is not folded`);
    const table = new TableStatements(fold.projection, build);
    const letters = await deadLetterKeys(sql, build);
    const found = new BucketSums();
    for await (const row of table.all(sql)) {
      onRow();
      if (this.#concerns(row)) found.add(rowKey(fold.projection, row), rowText(row));
    }
    const suspects = [...fold.expected().differing(found), ...fold.late];
    const differing: string[] = [];
    for (const buckets of bucketGroups(suspects, found.rows)) {
      const keys = await this.#differingKeys(fold.projection, table, sql, again, buckets);
      for (const key of keys) if (!letters.has(key)) differing.push(key);
      if (differing.length >= DIFFERENCES_MAX) break;
    }
    return {
      model: build,
      rows: found.rows,
      deadLetters: [...letters.values()].reduce((sum, count) => sum + count, 0),
      differing: differing.slice(0, DIFFERENCES_MAX),
    };
  }

  /** Compares the rows of some buckets one by one. */
  async #differingKeys(
    projection: Projection,
    table: TableStatements,
    sql: Sql | Transaction,
    again: Again,
    buckets: ReadonlySet<number>,
  ): Promise<readonly string[]> {
    const log = (async function* () {
      yield* again();
    })();
    const expected = await foldExactly(projection, log, buckets, this.#concerns);
    const differing: string[] = [];
    for await (const stored of table.all(sql)) {
      const key = rowKey(projection, stored);
      if (!buckets.has(bucketOf(key)) || !this.#concerns(stored)) continue;
      if (rowDigest(stored) !== expected.get(key)) differing.push(key);
      expected.delete(key);
    }
    return [...differing, ...expected.keys()];
  }
}
