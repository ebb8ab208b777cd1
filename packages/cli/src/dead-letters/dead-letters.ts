import type { DeadLetter, DeadLetterAnswer } from '@bellwether/commands';
import type { NatsConnection } from 'nats';
import { CommandFailure } from '../command-line/exit.ts';

/** Whose connection it is. */
const USER = 'ops';
const ANSWER_MS = 5_000;

/** A dead letter with what it says: read as JSON, or as it is where it is none. */
export interface ShownLetter extends DeadLetter {
  readonly message: unknown;
}

/** The dead letters of durable commands: to look at, to put back into the queue, or to drop. The write side is asked for each. */
export class DeadLetters {
  readonly #nats: NatsConnection;

  /** @param nats connection of the user `ops`. */
  constructor(nats: NatsConnection) {
    this.#nats = nats;
  }

  /** The latest ones, oldest first. */
  async list(limit: number): Promise<readonly DeadLetter[]> {
    return (await this.#ask('list', limit)).letters;
  }

  /** @throws CommandFailure when there is none of that number. */
  async show(sequence: number): Promise<ShownLetter> {
    const { letters, message = '' } = await this.#ask('show', sequence);
    return { ...first(letters), message: readable(message) };
  }

  /** Its commands keep their ids: what was decided after all is not decided again. */
  async retry(sequence: number): Promise<DeadLetter> {
    return first((await this.#ask('retry', sequence)).letters);
  }

  /** Forgets it for good. */
  async drop(sequence: number): Promise<DeadLetter> {
    return first((await this.#ask('drop', sequence)).letters);
  }

  async #ask(verb: string, number: number): Promise<DeadLetterAnswer & { readonly ok: true }> {
    const subject = `cmd.deadletter.${verb}.${number}.${USER}`;
    const reply = await this.#nats.request(subject, '', { timeout: ANSWER_MS });
    const answer = reply.json<DeadLetterAnswer>();
    if (!answer.ok) throw new CommandFailure(answer.message);
    return answer;
  }
}

function first(letters: readonly DeadLetter[]): DeadLetter {
  const [letter] = letters;
  if (letter === undefined) throw new CommandFailure('the write side told no letter');
  return letter;
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
