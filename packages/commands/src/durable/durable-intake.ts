import { type Outcome, parseSubject } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { isInboxOf } from '@bellwether/platform/nats';
import type { Runtime } from '@bellwether/platform/runtime';
import type { Message } from '../intake/intake.ts';

/** A message of the work queue as its transport brings it: until it is settled it comes again. */
export interface QueuedMessage extends Message {
  readonly replyTo: string | undefined;
  /** Its headers make no sense: nobody can say what is asked. */
  readonly unreadable?: boolean;
  /** Its place in the queue: of one message, however often it is delivered. */
  readonly sequence: number;
  /** How often it was sent on to another partition. */
  readonly forwarded: number;
  /** How often it has been delivered, this time included. */
  readonly deliveries: number;
  /** It is settled: it never comes again. */
  done(): void;
  /** It comes again after `ms`. */
  later(ms: number): void;
}

/** Why a message was put aside for people to look at. */
export type DeadReason = 'INVALID' | 'UNREADABLE' | 'FORGED_REPLY' | 'UNDECIDED';

export interface DurableIntakeOptions {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** Decides the commands of a message. */
  receive(message: Message, respond: (outcomes: readonly Outcome[]) => void): void;
  /** Publishes outcomes; best effort, as the commands' facts are durable. */
  reply(subject: string, outcomes: readonly Outcome[]): void;
  /** Sends commands of a message on to the partitions that trade their instruments; resolves when that is durable. */
  forward(message: QueuedMessage, outcomes: readonly Outcome[]): Promise<void>;
  /** Puts a message aside; resolves when that is durable. */
  bury(message: QueuedMessage, reason: DeadReason): Promise<void>;
}

/** Deliveries after which a message that nobody can decide is put aside: about an hour. */
const DELIVERIES_MAX = 130;
/** Times that a command follows its instrument before it waits where it is. */
const FORWARDED_MAX = 3;
const LATER_FIRST_MS = 100;
const LATER_MAX_MS = 30_000;

/**
 * What happens to a durable command: it is decided, its sender told, and only then taken off the queue. What cannot be
 * decided now comes again, later and later; what can never be decided is put aside with the reason. A delivery that
 * comes twice meets the same index of commands as every other repeat.
 */
export class DurableIntake {
  readonly #options: DurableIntakeOptions;

  constructor(options: DurableIntakeOptions) {
    this.#options = options;
  }

  take(message: QueuedMessage): void {
    const { principal } = parseSubject(message.subject);
    if (message.unreadable === true) return void this.#bury(message, 'UNREADABLE');
    // Whatever became of the deliveries before: none was ever settled.
    if (message.deliveries > DELIVERIES_MAX) return void this.#bury(message, 'UNDECIDED');
    if (message.replyTo !== undefined && !isInboxOf(message.replyTo, principal))
      return void this.#bury(message, 'FORGED_REPLY');
    this.#options.receive(message, (outcomes) => this.#settle(message, outcomes));
  }

  #settle(message: QueuedMessage, outcomes: readonly Outcome[]): void {
    if (outcomes.some(isUndecided)) {
      if (message.deliveries >= DELIVERIES_MAX) return void this.#bury(message, 'UNDECIDED');
      return message.later(this.#delay(message.deliveries));
    }
    if (outcomes.some(isMisdirected)) return void this.#forward(message, outcomes);
    this.#close(message, outcomes);
  }

  #close(message: QueuedMessage, outcomes: readonly Outcome[]): void {
    if (message.replyTo !== undefined) this.#options.reply(message.replyTo, outcomes);
    if (outcomes.some((outcome) => outcome.status === 'invalid' && !isMisdirected(outcome)))
      return void this.#bury(message, 'INVALID');
    message.done();
  }

  /** Partitions that send each other a command are about to agree: then it waits here. */
  async #forward(message: QueuedMessage, outcomes: readonly Outcome[]): Promise<void> {
    if (message.forwarded >= FORWARDED_MAX && message.deliveries < DELIVERIES_MAX)
      return message.later(this.#delay(message.deliveries));
    try {
      await this.#options.forward(message, outcomes);
      this.#close(message, outcomes);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'durable command not sent on');
      if (message.deliveries >= DELIVERIES_MAX) return this.#bury(message, 'UNDECIDED');
      message.later(LATER_MAX_MS);
    }
  }

  /** Whatever cannot be put aside yet stays in the queue. */
  async #bury(message: QueuedMessage, reason: DeadReason): Promise<void> {
    try {
      await this.#options.bury(message, reason);
      message.done();
    } catch (error) {
      this.#options.logger.warn({ err: error, reason }, 'dead letter not stored');
      message.later(LATER_MAX_MS);
    }
  }

  #delay(deliveries: number): number {
    const doubled = LATER_FIRST_MS * 2 ** Math.min(deliveries - 1, 20);
    return Math.min(doubled, LATER_MAX_MS) * (0.5 + this.#options.runtime.random());
  }
}

/** Another partition trades the instrument. */
function isMisdirected(outcome: Outcome): boolean {
  return outcome.status === 'invalid' && outcome.partition !== undefined;
}

function isUndecided({ status }: Outcome): boolean {
  return status === 'unknown' || status === 'overloaded';
}
