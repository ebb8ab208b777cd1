import type { Sql } from '@bellwether/platform';
import { ProjectorFencedError } from '../postgres/errors.ts';

/**
 * How far a sink without transactions has come, kept in Postgres. The end of a batch is noted before the batch is
 * written: a crash in between is followed by the very same batch, which the sink recognises.
 */
export class SinkPosition {
  readonly #sql: Sql;
  readonly #name: string;
  #epoch = 0n;
  #position = -1n;
  #intent = -1n;

  constructor(sql: Sql, name: string) {
    this.#sql = sql;
    this.#name = name;
  }

  /** Commit position up to which everything is in; -1 before the first. */
  get position(): bigint {
    return this.#position;
  }

  /** Where the batch ends that may be in or not; the position where there is none. */
  get intent(): bigint {
    return this.#intent;
  }

  /** Takes over from any other projector. */
  async takeOver(): Promise<void> {
    const [row] = await this.#sql<{ epoch: string; position: string; intent: string }[]>`
      insert into read_models.sinks as sink (name, position, intent, epoch) values (${this.#name}, -1, -1, 1)
      on conflict (name) do update set epoch = sink.epoch + 1 returning epoch, position, intent`;
    this.#epoch = BigInt(row?.epoch ?? 0);
    this.#position = BigInt(row?.position ?? -1);
    this.#intent = BigInt(row?.intent ?? -1);
  }

  /** Begins anew: the sink has lost what it had. */
  reset(): Promise<void> {
    return this.#move(-1n, -1n);
  }

  /** A batch up to `intent` is about to be written. @throws ProjectorFencedError */
  begin(intent: bigint): Promise<void> {
    return this.#move(this.#position, intent);
  }

  /** The batch is in. @throws ProjectorFencedError */
  commit(): Promise<void> {
    return this.#move(this.#intent, this.#intent);
  }

  async #move(position: bigint, intent: bigint): Promise<void> {
    const moved = await this.#sql`
      update read_models.sinks set position = ${`${position}`}::int8, intent = ${`${intent}`}::int8
      where name = ${this.#name} and epoch = ${`${this.#epoch}`}::int8`;
    if (moved.count !== 1)
      throw new ProjectorFencedError(`${this.#name}: another projector has taken over`);
    this.#position = position;
    this.#intent = intent;
  }
}
