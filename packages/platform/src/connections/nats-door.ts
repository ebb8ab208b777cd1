import type { Msg, MsgHdrs } from 'nats';
import type { Logger } from '../service/logger.ts';
import { Counter, type Registry } from '../service/metrics.ts';
import { inboxPrefix } from './nats.ts';

type Request = Pick<Msg, 'subject' | 'reply' | 'respond'>;

/** How often a service got a request whose answer was to go to somebody else. */
export function refusedReplies(registry: Registry): Counter {
  return new Counter({
    name: 'nats_refused_replies_total',
    help: 'Requests that were dropped because their answer was to go elsewhere than to their sender',
    registers: [registry],
  });
}

/** Longest subject that is used: a server ends the connection of who names one longer than it can read. */
export const SUBJECT_MAX = 512;

/** Whether a subject is an inbox of the user's own, and nothing that a subscription would be made of. */
export function isInboxOf(subject: string, user: string): boolean {
  const prefix = `${inboxPrefix(user)}.`;
  return (
    user !== '' &&
    subject.length <= SUBJECT_MAX &&
    subject.startsWith(prefix) &&
    /^[\w-]+(\.[\w-]+)*$/.test(subject.slice(prefix.length))
  );
}

/** Whether the server has made a subject up for the answer to another account's request: only it knows where that goes. */
function isMadeByServer(subject: string): boolean {
  return /^_R_\.[\w-]+(\.[\w-]+)*$/.test(subject);
}

/**
 * The one way in which services take requests and answer them. Callers have accounts of their own, and the server replaces
 * the place that they name for an answer by a subject of its own making. What a program of the platform itself asks is
 * answered into its own inbox. Nothing else is answered, so no service publishes where somebody else tells it to.
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
   * What asks for its answer elsewhere is dropped and counted, before any work is done.
   * @param peers users of the platform's own account that may ask here, too.
   */
  handler<M extends Request>(
    handle: (message: M) => unknown,
    ...peers: readonly string[]
  ): (error: Error | null, message: M) => void {
    return (error, message) => {
      if (error !== null) return this.#logger.error({ err: error }, 'nats: nothing is received');
      const { reply } = message;
      const own = (inbox: string): boolean =>
        isMadeByServer(inbox) || peers.some((peer) => isInboxOf(inbox, peer));
      if (reply !== undefined && reply !== '' && !own(reply)) return this.#refused?.inc();
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
