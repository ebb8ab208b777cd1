import type { Sql } from '@bellwether/platform/postgres';
import { foldFacts, type Rows } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import { announceRows } from './change-feed.ts';
import { deadLetters, type DeadLetter } from './dead-letters.ts';
import { isDataError } from './errors.ts';
import { TableStatements, type Transaction } from './table-statements.ts';

/** What freeing a key came to. */
export interface Freed {
  readonly build: string;
  readonly key: string;
  readonly applied: number;
  /** What waits still, and why the first of them cannot be applied. */
  readonly waiting: number;
  readonly error: string | undefined;
}

/** There is no such dead letter, or it is not the first of its key. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
  readonly code = 'DEAD_LETTER';
}

/** Frees parked keys: applies what waits, in order, beside a projector that goes on. */
export class DeadLetterOffice {
  readonly #sql: Sql;
  readonly #projections: readonly Projection[];

  constructor(sql: Sql, projections: readonly Projection[]) {
    this.#sql = sql;
    this.#projections = projections;
  }

  /** Applies the facts that wait for a key, as far as they fit. @throws DeadLetterError where none wait. */
  retry(build: string, key: string): Promise<Freed> {
    return this.#sql.begin((sql) => this.#free(sql, build, key));
  }

  /**
   * Leaves a fact out for good and applies those behind it. It stays on record as skipped.
   * @throws DeadLetterError unless it is the first that waits for its key.
   */
  skip(id: bigint): Promise<Freed> {
    return this.#sql.begin(async (sql) => {
      const [letter] = await deadLetters(sql, { id });
      if (letter === undefined) throw new DeadLetterError(`there is no dead letter ${id}`);
      const { build, key } = letter;
      await lockBuild(sql, build);
      const [first] = await deadLetters(sql, { build, key, state: 'parked' });
      if (first?.id !== id)
        throw new DeadLetterError(
          `${id} does not come first: ${first === undefined ? 'nothing waits' : `skip ${first.id}`}`,
        );
      await sql`update read_models.dead_letters set state = 'skipped' where id = ${`${id}`}::int8`;
      return this.#free(sql, build, key);
    });
  }

  async #free(sql: Transaction, build: string, key: string): Promise<Freed> {
    const live = await lockBuild(sql, build);
    const waiting = await deadLetters(sql, { build, key, state: 'parked' });
    const [skipped] = await deadLetters(sql, { build, key, state: 'skipped' });
    if (waiting.length === 0 && skipped === undefined)
      throw new DeadLetterError(`nothing waits for ${key} of ${build}`);
    const projection = this.#projections.find(({ name }) => name === build.split('@')[0]);
    if (projection === undefined) throw new DeadLetterError(`no projection makes ${build}`);
    const { applied, error } = await applyInOrder(sql, projection, build, key, waiting, live);
    await sql`
      delete from read_models.dead_letters where id = any(${applied.map(({ id }) => `${id}`)}::int8[])`;
    await sql`
      update read_models.checkpoints set parked_revision = parked_revision + 1 where name = ${build}`;
    return {
      build,
      key,
      applied: applied.length,
      waiting: waiting.length - applied.length,
      error: error?.message,
    };
  }
}

/** Holds the projector up until the transaction ends. @returns whether the build is live. */
async function lockBuild(sql: Transaction, build: string): Promise<boolean> {
  const [row] = await sql<{ live: boolean }[]>`
    select live from read_models.checkpoints where name = ${build} for update`;
  if (row === undefined) throw new DeadLetterError(`there is no build ${build}`);
  return row.live;
}

async function applyInOrder(
  sql: Transaction,
  projection: Projection,
  build: string,
  key: string,
  waiting: readonly DeadLetter[],
  live: boolean,
): Promise<{ readonly applied: readonly DeadLetter[]; readonly error: Error | undefined }> {
  const statements = new TableStatements(projection, build);
  const one: Projection = { ...projection, keysOf: () => [key] };
  const rows: Rows = new Map();
  if (projection.grain !== 'log')
    for (const row of await statements.select(sql, [key])) rows.set(key, row);
  const applied: DeadLetter[] = [];
  for (const letter of waiting) {
    const { written, refused } = foldFacts(one, [letter.recorded], rows);
    if (refused[0] !== undefined) return { applied, error: refused[0].error };
    try {
      await sql.savepoint(async (inner) => {
        if (written.length > 0) await statements.write(inner, written);
        if (live) await announceRows(inner, build, projection, written);
      });
    } catch (error) {
      if (!isDataError(error)) throw error;
      return { applied, error: error as Error };
    }
    applied.push(letter);
  }
  return { applied, error: undefined };
}
