import { NatsDoor, type Logger } from '@bellwether/platform';
import { Events, JSONCodec, type NatsConnection, type Subscription } from 'nats';
import { BoundedQueue } from './bounded-queue.ts';
import { Wakes } from './wakes.ts';

/** A change of a read model's row, as its publisher wrote it: 64-bit integers are strings. */
export type Change = Readonly<Record<string, unknown>>;

/** Changes kept for a reader that is busy. */
const READER_CAPACITY = 1_000;
/** Readers of one gateway. */
const READERS_MAX = 10_000;
/** Readers of one user: nobody takes the places of all. */
const READERS_OF_ONE_MAX = 500;

/** The gateway serves as many readers as it can, and one user not all of them. */
export class TooManyReadersError extends Error {
  override readonly name = 'TooManyReadersError';
  readonly code = 'TOO_MANY_SUBSCRIPTIONS';
}

const codec = JSONCodec<Change>();

/** Hands changes published on NATS to the readers of their subject. One NATS subscription serves all. */
export class ChangeBridge {
  /** Those who read what has changed from the read models, and are told here that something has. */
  readonly wakes: Wakes = new Wakes();
  readonly #readers = new Map<string, Set<BoundedQueue<Change>>>();
  readonly #subscription: Subscription;
  readonly #byUser = new Map<string, number>();
  #count = 0;

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
    return this.#count;
  }

  /** Every change published on `subject` from now on, for a user. @throws TooManyReadersError */
  read(subject: string, user: string): AsyncIterableIterator<Change> {
    if (this.#count >= READERS_MAX)
      throw new TooManyReadersError('no more subscriptions are taken at the moment');
    if ((this.#byUser.get(user) ?? 0) >= READERS_OF_ONE_MAX)
      throw new TooManyReadersError(`a user has at most ${READERS_OF_ONE_MAX} subscriptions`);
    const readers = this.#readers.get(subject) ?? new Set();
    this.#readers.set(subject, readers);
    const reader: BoundedQueue<Change> = new BoundedQueue(READER_CAPACITY, () => {
      readers.delete(reader);
      this.#add(user, -1);
      if (readers.size === 0 && this.#readers.get(subject) === readers)
        this.#readers.delete(subject);
    });
    readers.add(reader);
    this.#add(user, 1);
    return reader;
  }

  #add(user: string, readers: number): void {
    this.#count += readers;
    const count = (this.#byUser.get(user) ?? 0) + readers;
    if (count === 0) this.#byUser.delete(user);
    else this.#byUser.set(user, count);
  }

  close(): void {
    this.#subscription.unsubscribe();
    for (const readers of this.#readers.values())
      for (const reader of readers) void reader.return();
  }
}
