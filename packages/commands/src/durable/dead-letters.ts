import { HEADERS } from '@bellwether/domain';
import {
  headers,
  NatsError,
  type JetStreamManager,
  type NatsConnection,
  type StoredMsg,
} from 'nats';
import { DEAD_DELIVERIES, DEAD_REASON, DEAD_SUBJECT } from './headers.ts';

const STREAM = 'DEAD_LETTERS';
/** Of a letter that is back in the queue: who asked for it. */
const RETRIED_BY = 'Bellwether-Retried-By';

/** A durable command that was put aside, without what it says. */
export interface DeadLetter {
  /** Names it among the dead letters. */
  readonly sequence: number;
  /** INVALID, UNREADABLE, FORGED_REPLY or UNDECIDED. */
  readonly reason: string;
  /** Where it was sent; its last word is its sender. */
  readonly subject: string;
  readonly deliveries: number;
  /** When it was put aside, ISO 8601. */
  readonly at: string;
  readonly bytes: number;
}

/** One with what it says, and who has signed that. */
export interface StoredLetter {
  readonly letter: DeadLetter;
  readonly data: Uint8Array;
  readonly signature: string;
}

/** The dead letters of durable commands, as JetStream keeps them. Its errors pass through: nothing was done then. */
export class DeadLetters {
  readonly #nats: NatsConnection;
  readonly #manager: JetStreamManager;

  private constructor(nats: NatsConnection, manager: JetStreamManager) {
    this.#nats = nats;
    this.#manager = manager;
  }

  /** @param nats connection of the user `commands`. */
  static async open(nats: NatsConnection): Promise<DeadLetters> {
    return new DeadLetters(nats, await nats.jetstreamManager({ checkAPI: false }));
  }

  /** The latest ones, oldest first. @param limit how many at most. */
  async list(limit: number): Promise<readonly DeadLetter[]> {
    const { state } = await this.#manager.streams.info(STREAM);
    const found: DeadLetter[] = [];
    for (let at = state.last_seq; at >= state.first_seq && at > 0 && found.length < limit; at--) {
      const stored = await this.#find(at);
      if (stored !== undefined) found.push(letterOf(stored));
    }
    return found.toReversed();
  }

  /** Undefined where there is none of that number. */
  async get(sequence: number): Promise<StoredLetter | undefined> {
    const stored = await this.#find(sequence);
    if (stored === undefined) return undefined;
    const { data, header } = stored;
    return { letter: letterOf(stored), data, signature: header.get(HEADERS.signature) };
  }

  /**
   * Puts a letter back into the queue exactly as it was stored, in its sender's name: who asks for it cannot say what is in
   * it. @param user who asks.
   */
  async retry({ letter, data, signature }: StoredLetter, user: string): Promise<void> {
    const { sequence, subject } = letter;
    const named = headers();
    named.set(RETRIED_BY, user);
    if (signature !== '') named.set(HEADERS.signature, signature);
    await this.#nats.jetstream().publish(subject, data, { headers: named });
    // Only then: a letter that is in both places is decided once, by its commands' ids.
    await this.drop(sequence);
  }

  /** Forgets it for good. */
  async drop(sequence: number): Promise<void> {
    await this.#manager.streams.deleteMessage(STREAM, sequence);
  }

  async #find(sequence: number): Promise<StoredMsg | undefined> {
    try {
      return await this.#manager.streams.getMessage(STREAM, { seq: sequence });
    } catch (error) {
      if (error instanceof NatsError && error.api_error?.code === 404) return undefined;
      throw error;
    }
  }
}

function letterOf({ seq, header, data, timestamp }: StoredMsg): DeadLetter {
  return {
    sequence: seq,
    reason: header.get(DEAD_REASON),
    subject: header.get(DEAD_SUBJECT),
    deliveries: Number(header.get(DEAD_DELIVERIES)),
    at: timestamp,
    bytes: data.length,
  };
}
