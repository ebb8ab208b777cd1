import type { Logger } from '@bellwether/platform/log';
import { NatsDoor } from '@bellwether/platform/nats';
import { Events, JSONCodec, type NatsConnection, type Subscription } from 'nats';
import { BoundedQueue } from './bounded-queue.ts';
import { Places } from './places.ts';
import { Wakes } from './wakes.ts';

/** A change of a read model's row, as its publisher wrote it: 64-bit integers are strings. */
export type Change = Readonly<Record<string, unknown>>;

/** Changes kept for a reader that is busy. */
const READER_CAPACITY = 1_000;

const codec = JSONCodec<Change>();

/** Hands changes published on NATS to the readers of their subject. One NATS subscription serves all. */
export class ChangeBridge {
  /** Those who read what has changed from the read models, and are told here that something has. */
  readonly wakes: Wakes = new Wakes();
  readonly #readers = new Map<string, Set<BoundedQueue<Change>>>();
  readonly #subscription: Subscription;
  readonly #places = new Places();

  constructor(connection: NatsConnection, logger: Logger) {
    const door = new NatsDoor(logger);
    this.#subscription = connection.subscribe('evt.>', {
      callback: (error, message) => {
        if (error !== null) return logger.error({ err: error }, 'changes are not received');
        door.guard(message.subject, () => this.wakes.heard(message.subject, message.data));
        const readers = this.#readers.get(message.subject);
        if (readers === undefined) return;
        door.guard(message.subject, () => {
          const change = codec.decode(message.data);
          for (const reader of readers) reader.push(change);
        });
      },
    });
    void this.#wakeAfterReconnects(connection);
  }

  /** What was published while the connection was down was not heard of. */
  async #wakeAfterReconnects(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status())
      if (type === Events.Reconnect) this.wakes.all();
  }

  get readers(): number {
    return this.#places.taken;
  }

  /** Every change published on `subject` from now on, for a user. @throws TooManySubscriptionsError */
  read(subject: string, user: string): AsyncIterableIterator<Change> {
    const leave = this.#places.take(user);
    const readers = this.#readers.get(subject) ?? new Set();
    this.#readers.set(subject, readers);
    const reader: BoundedQueue<Change> = new BoundedQueue(READER_CAPACITY, () => {
      readers.delete(reader);
      leave();
      if (readers.size === 0 && this.#readers.get(subject) === readers)
        this.#readers.delete(subject);
    });
    readers.add(reader);
    return reader;
  }

  close(): void {
    this.#subscription.unsubscribe();
    for (const readers of this.#readers.values())
      for (const reader of readers) void reader.return();
  }
}
