import { NatsError, type JetStreamManager, type NatsConnection, type StoredMsg } from 'nats';
import { CommandFailure } from '../exit.ts';

const STREAM = 'DEAD_LETTERS';
/** Whose connection it is. */
const USER = 'ops';

/** A durable command that could not be decided. */
export interface DeadLetter {
  /** Names it among the dead letters. */
  readonly sequence: number;
  /** INVALID, FORGED_REPLY or UNDECIDED. */
  readonly reason: string;
  /** Where it was sent; its last word is its sender. */
  readonly subject: string;
  readonly deliveries: number;
  readonly at: string;
  readonly message: unknown;
}

/** The dead letters of durable commands: to look at, to put back into the queue, or to drop. */
export class DeadLetters {
  readonly #nats: NatsConnection;
  readonly #manager: JetStreamManager;

  private constructor(nats: NatsConnection, manager: JetStreamManager) {
    this.#nats = nats;
    this.#manager = manager;
  }

  /** @param nats connection of the user `ops`. */
  static async open(nats: NatsConnection): Promise<DeadLetters> {
    return new DeadLetters(nats, await nats.jetstreamManager({ checkAPI: false }));
  }

  /** The latest ones, oldest first. */
  async list(limit: number): Promise<readonly DeadLetter[]> {
    const { state } = await this.#manager.streams.info(STREAM);
    const found: DeadLetter[] = [];
    for (let at = state.last_seq; at >= state.first_seq && at > 0 && found.length < limit; at--) {
      const stored = await this.#find(at);
      if (stored !== undefined) found.push(letterOf(stored));
    }
    return found.toReversed();
  }

  /** @throws CommandFailure when there is none of that number. */
  async show(sequence: number): Promise<DeadLetter> {
    return letterOf(await this.#get(sequence));
  }

  /**
   * Asks the write side to put it back into the queue as it was, under its sender's name. Its commands keep their ids: what
   * was decided after all is not decided again.
   */
  async retry(sequence: number): Promise<DeadLetter> {
    const letter = await this.show(sequence);
    const subject = `cmd.deadletter.retry.${sequence}.${USER}`;
    const reply = await this.#nats.request(subject, '', { timeout: 5_000 });
    const answer = reply.json<{ ok: boolean; message?: string }>();
    if (!answer.ok) throw new CommandFailure(answer.message ?? 'it was not retried');
    return letter;
  }

  /** Forgets it for good. */
  async drop(sequence: number): Promise<DeadLetter> {
    const letter = await this.show(sequence);
    await this.#manager.streams.deleteMessage(STREAM, sequence);
    return letter;
  }

  async #get(sequence: number): Promise<StoredMsg> {
    const stored = await this.#find(sequence);
    if (stored === undefined) throw new CommandFailure(`there is no dead letter ${sequence}`);
    return stored;
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
    reason: header.get('Bellwether-Reason'),
    subject: header.get('Bellwether-Subject'),
    deliveries: Number(header.get('Bellwether-Deliveries')),
    at: timestamp,
    message: readable(data),
  };
}

/** What is no JSON is shown as it is. */
function readable(data: Uint8Array): unknown {
  const text = new TextDecoder().decode(data);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
