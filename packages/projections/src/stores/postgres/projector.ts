import type { Sql } from '@bellwether/platform/postgres';
import type { Rows } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import type { RecordedFact } from '../../runtime/recorded-fact.ts';
import { RowCache } from '../../runtime/row-cache.ts';
import { tradeDateOf } from '../../runtime/trade-date.ts';
import { claimBuilds, isSwitched, whoTookOver } from './claim.ts';
import { parkedKeys } from './dead-letters.ts';
import {
  BuildSwitchedError,
  isDataError,
  ProjectorFencedError,
  type VersionMismatchError,
} from './errors.ts';
import { TableStatements, type Transaction } from './table-statements.ts';
import { load, type Target } from './target.ts';
import { writeAtOnce, writeRowByRow } from './write-batch.ts';
import { writeHistory } from './write-history.ts';
import type { FactBatch, ProjectorScope } from './fact-batch.ts';

const CACHE_ROWS = 50_000;

/**
 * Applies facts to Postgres read models, exactly once: rows, checkpoints, dead letters and change feed are one
 * transaction over all of them, and the checkpoint's epoch lets only the latest projector write.
 */
export class PostgresProjector {
  readonly #sql: Sql;
  readonly #projections: readonly Projection[];
  readonly #scope: ProjectorScope;
  #targets: readonly Target[] = [];
  #mismatched: readonly VersionMismatchError[] = [];
  #epoch = 0n;

  constructor(sql: Sql, projections: readonly Projection[], scope: ProjectorScope = 'active') {
    this.#sql = sql;
    this.#projections = projections;
    this.#scope = scope;
  }

  /** Commit position of the build that is furthest behind; -1 before the first. */
  get position(): bigint {
    const positions = this.#targets.map(({ position }) => position);
    return positions.length === 0 ? -1n : positions.reduce((a, b) => (a < b ? a : b));
  }

  /** Names of the builds that are written. */
  get builds(): readonly string[] {
    return this.#targets.map(({ name }) => name);
  }

  /** Of these another version is in force: they are not written until that is switched. */
  get mismatched(): readonly VersionMismatchError[] {
    return this.#mismatched;
  }

  /**
   * Takes over from any other projector of the same builds and learns how far each has come.
   * @throws VersionMismatchError where there is none that this program can write.
   */
  async takeOver(): Promise<void> {
    const claim = await claimBuilds(this.#sql, this.#projections, this.#scope);
    const { epoch, builds } = claim;
    this.#epoch = epoch;
    this.#mismatched = claim.mismatched;
    this.#targets = await Promise.all(
      builds.map(async ({ projection, build }) => ({
        projection,
        name: build.name,
        statements: new TableStatements(projection, build.name),
        cache: new RowCache(CACHE_ROWS),
        months: new Set<string>(),
        position: build.position,
        live: build.live,
        parked: await parkedKeys(this.#sql, build.name),
        parkedRevision: build.parkedRevision,
      })),
    );
  }

  /**
   * Applies a batch. On failure nothing of it is visible and it can be applied again. Live, a fact that cannot be applied
   * is parked with its key's later facts; while history is rebuilt it is an error.
   * @throws ProjectorFencedError when another projector has taken over, BuildSwitchedError when another build is in
   * force, RebuildStoppedError.
   */
  async apply(batch: FactBatch): Promise<void> {
    await this.#ensureMonths(batch.facts);
    try {
      await this.#transact(batch, false);
    } catch (error) {
      // Postgres says which statement failed, not which row: once more, row by row where need be.
      if (!isDataError(error)) throw error;
      await this.#transact(batch, true);
    }
  }

  async #transact(batch: FactBatch, rowByRow: boolean): Promise<void> {
    const folded = new Map<Target, Rows>();
    try {
      await this.#sql.begin(async (sql) => {
        await this.#fence(sql, batch);
        const work = await Promise.all(this.#targets.map((target) => load(sql, target, batch)));
        const write = rowByRow
          ? writeRowByRow
          : this.#scope === 'active'
            ? writeAtOnce
            : writeHistory;
        for (const [target, rows] of await write(sql, work)) folded.set(target, rows);
      });
    } catch (error) {
      for (const target of this.#targets) {
        target.cache.clear();
        // What was parked is not: the next transaction asks.
        target.parkedRevision = -1n;
      }
      throw error;
    }
    for (const [target, rows] of folded) {
      target.cache.keep(rows);
      if (batch.position > target.position) target.position = batch.position;
    }
  }

  /** History is in: from now on changes are announced, after a restart too. */
  async goLive(): Promise<void> {
    if (this.#targets.every(({ live }) => live)) return;
    await this.#sql`
      update read_models.checkpoints set live = true
      where name = any(${this.builds as string[]}) and epoch = ${`${this.#epoch}`}::int8`;
    for (const target of this.#targets) target.live = true;
  }

  /** Moves the checkpoints, which also locks them: a projector that was superseded finds none of its epoch. */
  async #fence(sql: Transaction, { facts, position }: FactBatch): Promise<void> {
    const last = facts.at(-1)?.at ?? 0n;
    const moved = await sql<{ name: string; parked_revision: string }[]>`
      update read_models.checkpoints
      set facts = facts + case when position < ${`${position}`}::int8 then ${facts.length} else 0 end,
          fact_at = greatest(fact_at, ${`${last}`}::int8), position = greatest(position, ${`${position}`}::int8)
      where name = any(${this.builds as string[]}) and epoch = ${`${this.#epoch}`}::int8
      returning name, parked_revision`;
    if (moved.length !== this.#targets.length) throw await whoTookOver(sql, this.builds);
    if (await isSwitched(sql, this.#mismatched))
      throw new BuildSwitchedError('a version that this program writes is in force');
    for (const target of this.#targets) {
      const row = moved.find(({ name }) => name === target.name);
      if (row === undefined) throw new ProjectorFencedError(`${target.name} is not ours`);
      const revision = BigInt(row.parked_revision);
      if (revision === target.parkedRevision) continue;
      // Somebody freed keys, and wrote their rows.
      target.parked = await parkedKeys(sql, target.name);
      target.parkedRevision = revision;
      target.cache.clear();
    }
  }

  /** Partitions must stand before a transaction writes to them. */
  async #ensureMonths(facts: readonly RecordedFact[]): Promise<void> {
    const dates = new Map(facts.map(({ at }) => [tradeDateOf(at).slice(0, 7), tradeDateOf(at)]));
    for (const { statements, months } of this.#targets) {
      if (!statements.monthly) continue;
      for (const [month, date] of dates) {
        if (months.has(month)) continue;
        await this.#sql`select read_models.ensure_month(${statements.table}, ${date}::date)`;
        months.add(month);
      }
    }
  }
}
