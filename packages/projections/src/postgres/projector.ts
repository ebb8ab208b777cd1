import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sql } from '@bellwether/platform';
import { foldFacts, keysTouched, type Refused, type Rows } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { RowCache } from '../runtime/row-cache.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { claimBuilds, isSwitched, whoTookOver } from './claim.ts';
import { announceRows } from './change-feed.ts';
import { park, parkedKeys } from './dead-letters.ts';
import {
  BuildSwitchedError,
  isDataError,
  ProjectorFencedError,
  RebuildStoppedError,
  type VersionMismatchError,
} from './errors.ts';
import { writeWhatFits } from './isolate.ts';
import { TableStatements, type Transaction } from './table-statements.ts';

/** What is applied in one transaction. */
export interface FactBatch {
  readonly facts: readonly RecordedFact[];
  /** Commit position up to which everything has been considered. */
  readonly position: bigint;
}

/** What a projector writes: the builds in force, or one build in the shadow. */
export type ProjectorScope = 'active' | { readonly shadow: string };

/** A build that is being written. */
interface Target {
  readonly projection: Projection;
  readonly name: string;
  readonly statements: TableStatements;
  readonly cache: RowCache;
  readonly months: Set<string>;
  position: bigint;
  live: boolean;
  parked: ReadonlySet<string>;
  parkedRevision: bigint;
}

const CACHE_ROWS = 50_000;
/** Facts folded at a time: large enough to collapse per key, small enough that Postgres starts early. */
const PIECE_FACTS = 2_500;

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
        const write = rowByRow ? writeRowByRow : writeAtOnce;
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

/** What one build has to do with a batch. */
interface Work {
  readonly target: Target;
  readonly facts: readonly RecordedFact[];
  /** The rows that the facts touch, as they are stored. */
  readonly rows: Rows;
}

async function load(sql: Transaction, target: Target, batch: FactBatch): Promise<Work> {
  const { projection, statements, cache, position } = target;
  const behind = batch.facts[0];
  const facts =
    behind !== undefined && behind.position > position
      ? batch.facts
      : batch.facts.filter((fact) => fact.position > position);
  const rows: Rows = new Map();
  const missing = cache.take(keysTouched(projection, facts), rows);
  if (missing.length > 0)
    for (const row of await statements.select(sql, missing))
      rows.set(row[projection.key] as string, row);
  return { target, facts, rows };
}

/** Folds piece by piece, for one build after the other, while Postgres writes what came before. */
async function writeAtOnce(
  sql: Transaction,
  works: readonly Work[],
): Promise<ReadonlyMap<Target, Rows>> {
  const underWay: Promise<void>[] = [];
  const start = (statement: Promise<void>): void => {
    underWay.push(statement);
    // It is waited for at the end; until then its failure is not unhandled.
    statement.catch(() => undefined);
  };
  const length = Math.max(0, ...works.map(({ facts }) => facts.length));
  try {
    for (let from = 0; from < length; from += PIECE_FACTS) {
      for (const { target, facts, rows } of works) {
        const piece = facts.slice(from, from + PIECE_FACTS);
        const { written, refused } = foldFacts(target.projection, piece, rows, target.parked);
        stopUnlessLive(target, refused);
        if (written.length > 0) start(target.statements.write(sql, written));
        start(settle(sql, target, written, refused));
        // Lets what was sent leave.
        await nextTurn();
      }
    }
  } finally {
    await Promise.allSettled(underWay);
  }
  await Promise.all(underWay);
  return new Map(works.map(({ target, rows }) => [target, rows]));
}

/** After a batch as a whole was refused by Postgres: what fits is written, the rest is parked. */
async function writeRowByRow(
  sql: Transaction,
  works: readonly Work[],
): Promise<ReadonlyMap<Target, Rows>> {
  const after = new Map<Target, Rows>();
  for (const { target, facts, rows: before } of works) {
    const { rows, written, refused } = await writeWhatFits({ sql, target, facts, before });
    stopUnlessLive(target, refused);
    await settle(sql, target, written, refused);
    after.set(target, rows);
  }
  return after;
}

/** Parks what was refused and announces what was written. */
async function settle(
  sql: Transaction,
  target: Target,
  written: readonly Record<string, unknown>[],
  refused: readonly Refused[],
): Promise<void> {
  if (refused.length > 0)
    target.parked = new Set([...target.parked, ...refused.map(({ key }) => key)]);
  await park(sql, target.name, refused);
  if (target.live) await announceRows(sql, target.name, target.projection, written);
}

function stopUnlessLive(target: Target, refused: readonly Refused[]): void {
  const [first] = refused;
  if (first === undefined || target.live) return;
  const { key, recorded, error } = first;
  throw new RebuildStoppedError(
    `${target.name}: ${recorded.fact.type} at ${recorded.position}/${recorded.index} cannot be applied to ${key}: ${error.message}`,
    { cause: error },
  );
}
