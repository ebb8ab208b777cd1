import type { Msg, MsgHdrs } from 'nats';
import type { Logger } from '../service/logger.ts';
import { Counter, type Registry } from '../service/metrics.ts';
import { inboxPrefix } from './nats.ts';

type Request = Pick<Msg, 'subject' | 'reply' | 'respond'>;

/** How often a service got a request whose answer was to go to somebody else. */
export function refusedReplies(registry: Registry): Counter {
  return new Counter({
    name: 'nats_refused_replies_total',
    help: 'Requests that were dropped because their answer was to go elsewhere than to an inbox of their sender',
    registers: [registry],
  });
}

/** Longest inbox that is answered: a server ends the connection of who names a subject longer than it can read. */
const INBOX_MAX = 512;

/** Whether a subject is an inbox of the user's own, and nothing that a subscription would be made of. */
export function isInboxOf(subject: string, user: string): boolean {
  const prefix = `${inboxPrefix(user)}.`;
  return (
    user !== '' &&
    subject.length <= INBOX_MAX &&
    subject.startsWith(prefix) &&
    /^[\w-]+(\.[\w-]+)*$/.test(subject.slice(prefix.length))
  );
}

/**
 * The one way in which services take requests and answer them. Whoever asks names the place of the answer, and the service
 * publishes there with rights of its own; so it answers into inboxes of the caller alone, whose name the server vouches for.
 */
export class NatsDoor {
  readonly #logger: Logger;
  readonly #refused: Pick<Counter, 'inc'> | undefined;

  /** @param refused counts requests whose answer was to go to somebody else. */
  constructor(logger: Logger, refused?: Pick<Counter, 'inc'>) {
    this.#logger = logger;
    this.#refused = refused;
  }

  /**
   * A callback for an endpoint or a subscription that never throws: one message's failure is logged, and the next one comes.
   * What asks for its answer elsewhere than in an inbox of its sender is dropped and counted, before any work is done.
   * @param callerOf who sends a message; default: whom the last token of its subject names.
   */
  handler<M extends Request>(
    handle: (message: M) => unknown,
    callerOf: (message: M) => string = callerIn,
  ): (error: Error | null, message: M) => void {
    return (error, message) => {
      if (error !== null) return this.#logger.error({ err: error }, 'nats: nothing is received');
      const { reply } = message;
      if (reply !== undefined && reply !== '' && !isInboxOf(reply, callerOf(message)))
        return this.#refused?.inc();
      this.guard(message.subject, () => handle(message));
    };
  }

  /** Does something with a message of a subject; what goes wrong, now or later, is logged and ends nothing. */
  guard(subject: string, work: () => unknown): void {
    const failed = (error: unknown): void =>
      this.#logger.error({ err: error, subject }, 'nats: a message could not be handled');
    try {
      const result = work();
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  /** Answers a request that `handler` let in. Where that fails, as on a connection that is gone by then, it is logged. */
  answer(message: Request, data: Uint8Array | string, headers?: MsgHdrs): void {
    this.guard(message.subject, () =>
      message.respond(data, headers === undefined ? undefined : { headers }),
    );
  }
}

function callerIn({ subject }: Request): string {
  return subject.slice(subject.lastIndexOf('.') + 1);
}
