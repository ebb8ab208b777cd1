import type { Sql } from '@bellwether/platform/postgres';
import type { Redis } from '@bellwether/platform/redis';
import { eq, sql as raw } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import type { ReadLog } from '../compliance/reads/read-log.ts';
import type { ReadNotes } from '../compliance/reads/read-notes.ts';
import { PositionWaiters } from './position-waiters.ts';

/** How long a query waits for the position that it must see. */
const SEE_WAIT_MS = 2_000;

/** The read models have not reached a position in time: ask again. */
export class StaleReadModelError extends Error {
  override readonly name = 'StaleReadModelError';
  readonly code = 'STALE';
}

/** What questions are answered from: the read models, how far they have come, and the cache beside them. Reads only. */
export class ReadModels {
  /** Each read model under its own name: the build in force. */
  readonly db: PostgresJsDatabase & { readonly $client: Sql };
  /** Undefined: there is no cache, and all is read from the read models. */
  readonly redis: Redis | undefined;
  /** Where it is noted who has looked at what; undefined: nowhere. */
  readonly notes: ReadNotes | undefined;
  /** What was noted; undefined: nobody knows here. */
  readonly reads: ReadLog | undefined;
  readonly #waiters = new PositionWaiters(() => this.position());
  #shown = -1n;

  /** @param sql a connection pool of its own: drizzle changes how it writes arrays. */
  constructor(sql: Sql, redis?: Redis, audit: { notes?: ReadNotes; reads?: ReadLog } = {}) {
    this.db = drizzle(sql, { casing: 'snake_case' });
    this.redis = redis;
    this.notes = audit.notes;
    this.reads = audit.reads;
  }

  /** Waits until the read models show everything up to `position`. @throws StaleReadModelError after two seconds. */
  async see(position: bigint): Promise<void> {
    if (!(await this.reached(position, SEE_WAIT_MS)))
      throw new StaleReadModelError(`the read models have not reached ${position} yet; ask again`);
    if (position > this.#shown) this.#shown = position;
  }

  /** The latest position that somebody asked to see and was shown: what is kept of the read models must know it, too. */
  get shown(): bigint {
    return this.#shown;
  }

  /** Commit position up to which every read model has everything. */
  async position(): Promise<bigint> {
    const [row] = await this.db
      .select({ position: raw<string>`coalesce(min(${checkpoints.position}), -1)` })
      .from(checkpoints)
      .where(eq(checkpoints.state, 'active'));
    return BigInt(row?.position ?? -1);
  }

  /** Waits until the read models have reached `position`. Resolves to false when they have not in time. */
  reached(position: bigint, timeoutMs: number): Promise<boolean> {
    return this.#waiters.reached(position, timeoutMs);
  }
}
