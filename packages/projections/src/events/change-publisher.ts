import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import { EventStream } from './event-stream.ts';
import { forgetChanges, waitingChanges } from '../stores/postgres/change-feed.ts';
import type { NatsConnection } from 'nats';

/** Bundles of changes published before the table is asked for more. */
const PAGE = 4;
const RETRY_MS = 1_000;

/**
 * Publishes committed changes to the JetStream stream EVENTS and removes them once the stream has them. A change that
 * is published twice, because the process ended in between, carries the same message id and is stored once.
 */
export class ChangePublisher {
  readonly #sql: Sql;
  readonly #stream: EventStream;
  readonly #logger: Logger;
  #wanted = false;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(sql: Sql, nats: NatsConnection, logger: Logger) {
    this.#sql = sql;
    this.#stream = new EventStream(nats);
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
    const page = await waitingChanges(this.#sql, PAGE);
    const last = page.at(-1)?.id;
    if (last === undefined) return 0;
    await this.#stream.publish(page.flatMap(({ changes }) => changes));
    await forgetChanges(this.#sql, last);
    return page.length;
  }
}
