import type { Logger, Sql } from '@bellwether/platform';
import { JSONCodec, type JetStreamClient } from 'nats';

interface Change {
  readonly id: string;
  readonly subject: string;
  readonly message_id: string;
  readonly payload: unknown;
}

/** Changes published before the table is asked for more. */
const PAGE = 500;
const RETRY_MS = 1_000;

const codec = JSONCodec();

/**
 * Publishes committed changes to the JetStream stream EVENTS and removes them once the stream has them. A change that
 * is published twice, because the process ended in between, carries the same message id and is stored once.
 */
export class ChangePublisher {
  readonly #sql: Sql;
  readonly #jetStream: JetStreamClient;
  readonly #logger: Logger;
  #wanted = false;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(sql: Sql, jetStream: JetStreamClient, logger: Logger) {
    this.#sql = sql;
    this.#jetStream = jetStream;
    this.#logger = logger;
  }

  /** There may be something to publish. */
  poke(): void {
    this.#wanted = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false;
      try {
        while (!this.#stopped && (await this.#publishPage()) === PAGE);
      } catch (error) {
        this.#logger.warn({ err: error }, 'publishing changes failed; trying again');
        this.#wanted = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async #publishPage(): Promise<number> {
    const changes = await this.#sql<Change[]>`
      select id, subject, message_id, payload from read_models.change_feed order by id limit ${PAGE}`;
    await Promise.all(
      changes.map(({ subject, message_id: msgID, payload }) =>
        this.#jetStream.publish(subject, codec.encode(payload), { msgID }),
      ),
    );
    const last = changes.at(-1)?.id;
    if (last !== undefined)
      await this.#sql`delete from read_models.change_feed where id <= ${last}`;
    return changes.length;
  }
}
