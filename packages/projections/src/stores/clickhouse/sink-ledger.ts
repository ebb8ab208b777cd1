import type { Sql } from '@bellwether/platform/postgres';
import { ProjectorFencedError } from '../postgres/errors.ts';
import type { Transaction } from '../postgres/table-statements.ts';

/** Where the sink stands. */
export interface SinkState {
  /** Commit position up to which everything is in; -1 before the first. */
  readonly position: bigint;
  /** End of a batch that was begun and not confirmed: some of its rows may be in. */
  readonly begun: bigint | undefined;
  /** Names the tables' content: other content has another name. */
  readonly generation: string;
}

/**
 * Remembers in Postgres what a sink without transactions was about to write. A batch is announced before it is written
 * and confirmed after; whoever finds it announced only writes exactly the same batch again, and the sink recognises what
 * it has. The epoch lets only the latest writer announce.
 */
export class SinkLedger {
  readonly #sql: Sql;
  /** Name of the sink. */
  readonly sink: string;
  #epoch = 0n;

  constructor(sql: Sql, sink: string) {
    this.#sql = sql;
    this.sink = sink;
  }

  /** Takes over from any other writer. @returns undefined before the first `reset`. */
  async takeOver(): Promise<SinkState | undefined> {
    const [row] = await this.#sql<
      { epoch: string; position: string; begun: string | null; generation: string | null }[]
    >`
      insert into read_models.sinks (name, epoch, position) values (${this.sink}, 1, -1)
      on conflict (name) do update set epoch = sinks.epoch + 1
      returning epoch, position, begun, generation`;
    this.#epoch = BigInt(row?.epoch ?? 0);
    if (row === undefined || row.generation === null) return undefined;
    return {
      position: BigInt(row.position),
      begun: row.begun === null ? undefined : BigInt(row.begun),
      generation: row.generation,
    };
  }

  /** The tables are empty: everything begins anew. @throws ProjectorFencedError */
  async reset(generation: string): Promise<void> {
    const rows = await this.#sql`
      update read_models.sinks set position = -1, begun = null, generation = ${generation}, books_position = null
      where name = ${this.sink} and epoch = ${`${this.#epoch}`}::int8 returning name`;
    this.#assertOurs(rows.length);
  }

  /** Announces that everything up to a commit position is about to be written. @throws ProjectorFencedError */
  async begin(upTo: bigint): Promise<void> {
    const rows = await this.#sql`
      update read_models.sinks set begun = ${`${upTo}`}::int8
      where name = ${this.sink} and epoch = ${`${this.#epoch}`}::int8 returning name`;
    this.#assertOurs(rows.length);
  }

  /** Confirms that everything up to a commit position is in. @throws ProjectorFencedError */
  async confirm(upTo: bigint): Promise<void> {
    const rows = await this.#sql`
      update read_models.sinks set position = ${`${upTo}`}::int8, begun = null
      where name = ${this.sink} and epoch = ${`${this.#epoch}`}::int8 returning name`;
    this.#assertOurs(rows.length);
  }

  /** Runs a transaction that only the latest writer can commit. @throws ProjectorFencedError */
  async transact(work: (sql: Transaction) => Promise<void>): Promise<void> {
    await this.#sql.begin(async (sql) => {
      const rows = await sql`
        select name from read_models.sinks
        where name = ${this.sink} and epoch = ${`${this.#epoch}`}::int8 for update`;
      this.#assertOurs(rows.length);
      await work(sql);
    });
  }

  #assertOurs(rows: number): void {
    if (rows !== 1) throw new ProjectorFencedError(`another writer of ${this.sink} has taken over`);
  }
}
