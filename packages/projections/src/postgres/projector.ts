import type { Sql } from '@bellwether/platform';
import { foldFacts, keysTouched, type Row, type Rows } from '../runtime/fold.ts';
import type { AnyReadModel, Announcement } from '../runtime/read-model.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { RowCache } from '../runtime/row-cache.ts';
import { toJson } from './json.ts';
import { TableStatements } from './table-statements.ts';

/** Another projector has taken over; this one must not write any more. */
export class ProjectorFencedError extends Error {
  override readonly name = 'ProjectorFencedError';
  readonly code = 'PROJECTOR_FENCED';
}

/** What is applied in one transaction. */
export interface FactBatch {
  readonly facts: readonly RecordedFact[];
  /** Commit position up to which everything has been considered. */
  readonly position: bigint;
}

interface Projection {
  readonly model: AnyReadModel;
  readonly name: string;
  readonly statements: TableStatements;
  readonly cache: RowCache;
  position: bigint;
  live: boolean;
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

const CACHE_ROWS = 50_000;

/**
 * Applies facts to Postgres read models, exactly once: rows, checkpoint and change feed are one transaction, and the
 * checkpoint's epoch lets only the latest projector write.
 */
export class PostgresProjector {
  readonly #sql: Sql;
  readonly #projections: readonly Projection[];
  #epoch = 0n;

  constructor(sql: Sql, models: readonly AnyReadModel[]) {
    this.#sql = sql;
    this.#projections = models.map((model) => ({
      model,
      name: `${model.name}@${model.version}`,
      statements: new TableStatements(model),
      cache: new RowCache(CACHE_ROWS),
      position: -1n,
      live: false,
    }));
  }

  /** Commit position of the read model that is furthest behind; -1 before the first. */
  get position(): bigint {
    return this.#projections.reduce(
      (least, { position }) => (position < least ? position : least),
      this.#furthest,
    );
  }

  get #furthest(): bigint {
    return this.#projections.reduce(
      (most, { position }) => (position > most ? position : most),
      -1n,
    );
  }

  /** Takes over from any other projector and learns how far each read model has come. */
  async takeOver(): Promise<void> {
    const names = this.#projections.map(({ name }) => name);
    const rows = await this.#sql.begin(async (sql) => {
      await sql`
        insert into read_models.checkpoints (name, position, epoch, live)
        select name, -1, 0, false from unnest(${names}::text[]) as t (name) on conflict do nothing`;
      return sql<{ name: string; position: string; epoch: string; live: boolean }[]>`
        with taken as (select max(epoch) + 1 as epoch from read_models.checkpoints)
        update read_models.checkpoints set epoch = taken.epoch from taken
        where name = any(${names}) returning name, position, taken.epoch, live`;
    });
    for (const projection of this.#projections) {
      projection.cache.clear();
      const row = rows.find(({ name }) => name === projection.name);
      projection.position = BigInt(row?.position ?? -1n);
      projection.live = row?.live ?? false;
      this.#epoch = BigInt(row?.epoch ?? 0n);
    }
  }

  /**
   * Applies a batch. On failure nothing of it is visible and it can be applied again.
   * @throws ProjectorFencedError when another projector has taken over.
   */
  async apply(batch: FactBatch): Promise<void> {
    const folded = new Map<Projection, Rows>();
    try {
      await this.#sql.begin(async (sql) => {
        await this.#fence(sql, batch.position);
        for (const projection of this.#projections) {
          const facts = batch.facts.filter((fact) => fact.position > projection.position);
          folded.set(projection, await this.#fold(sql, projection, facts));
        }
      });
    } catch (error) {
      for (const { cache } of this.#projections) cache.clear();
      throw error;
    }
    for (const [projection, rows] of folded) {
      projection.cache.keep(rows);
      if (batch.position > projection.position) projection.position = batch.position;
    }
  }

  /** History is in: from now on changes are announced, after a restart too. */
  async goLive(): Promise<void> {
    if (this.#projections.every(({ live }) => live)) return;
    const names = this.#projections.map(({ name }) => name);
    await this.#sql`
      update read_models.checkpoints set live = true
      where name = any(${names}) and epoch = ${this.#epoch.toString()}::int8`;
    for (const projection of this.#projections) projection.live = true;
  }

  /** Moves the checkpoints, which also locks them: a projector that was superseded finds none of its epoch. */
  async #fence(sql: Transaction, position: bigint): Promise<void> {
    const names = this.#projections.map(({ name }) => name);
    const moved = await sql`
      update read_models.checkpoints set position = greatest(position, ${position.toString()}::int8)
      where name = any(${names}) and epoch = ${this.#epoch.toString()}::int8`;
    if (moved.count !== names.length)
      throw new ProjectorFencedError(
        `epoch ${this.#epoch} is over: another projector has taken over`,
      );
  }

  async #fold(
    sql: Transaction,
    projection: Projection,
    facts: readonly RecordedFact[],
  ): Promise<Rows> {
    const { model, statements, cache } = projection;
    const rows: Rows = new Map();
    const keys = keysTouched(model, facts);
    if (keys.size === 0) return rows;
    const missing = cache.take(keys, rows);
    if (missing.length > 0)
      for (const row of await statements.select(sql, missing))
        rows.set(row[model.key] as string, row);
    const changed = foldFacts(model, facts, rows);
    if (changed.length > 0) await statements.upsert(sql, changed);
    if (projection.live && model.announce !== undefined)
      await announce(sql, projection.name, model, changed);
    return rows;
  }
}

/** Puts what is to be published into the same transaction: it is published once this is committed, or never. */
async function announce(
  sql: Transaction,
  name: string,
  model: AnyReadModel,
  changed: readonly Row[],
): Promise<void> {
  if (changed.length === 0) return;
  const announcements = changed.map((row) => ({ row, ...(model.announce?.(row) as Announcement) }));
  await sql.unsafe(
    `insert into read_models.change_feed (subject, message_id, payload)
     select subject, message_id, payload::jsonb
     from unnest($1::text[], $2::text[], $3::text[]) as change (subject, message_id, payload)`,
    [
      announcements.map(({ subject }) => `evt.${subject}`),
      announcements.map(
        ({ row }) => `${name}/${String(row[model.key])}/${String(row['position'])}`,
      ),
      announcements.map(({ payload }) => toJson(payload)),
    ] as string[][],
    { prepare: true },
  );
}
