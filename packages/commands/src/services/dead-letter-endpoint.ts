import { can, type Principals } from '@bellwether/domain';
import type { Logger, NatsDoor } from '@bellwether/platform';
import { headers, NatsError, type NatsConnection, type Service, type StoredMsg } from 'nats';
import { DEAD_SUBJECT } from '../durable/headers.ts';

/** Stream of the commands that could not be decided. */
const DEAD_LETTERS = 'DEAD_LETTERS';
/** Of a letter that is back in the queue: who asked for it. */
const RETRIED_BY = 'Bellwether-Retried-By';

/** What who asks is told; `ok`: the letter is in the queue again, as it was. */
type RetryAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: RetryCode; readonly message: string };

type RetryCode = 'FORBIDDEN' | 'UNKNOWN_LETTER' | 'UNAVAILABLE';

export interface DeadLetterEndpointOptions {
  readonly nats: NatsConnection;
  readonly principals: Principals;
  readonly door: NatsDoor;
  readonly logger: Logger;
}

/**
 * Answers `cmd.deadletter.retry.<sequence>.<user>`: puts a dead letter back into the queue exactly as it was stored, in its
 * sender's name. Who asks cannot say what is in it, so nobody gets to speak in another one's name.
 */
export function addDeadLetterEndpoint(service: Service, options: DeadLetterEndpointOptions): void {
  service.addEndpoint('retry', {
    subject: 'cmd.deadletter.retry.*.*',
    handler: options.door.handler(async (message) => {
      const [, , , sequence = '', user = ''] = message.subject.split('.');
      const answer = await retry(options, Number(sequence), user).catch(
        (error: unknown): RetryAnswer => {
          options.logger.warn({ err: error, sequence }, 'dead letter not retried');
          const words = 'the queue does not take it now; it is still a dead letter';
          return { ok: false, code: 'UNAVAILABLE', message: words };
        },
      );
      options.door.answer(message, JSON.stringify(answer));
    }),
  });
}

async function retry(
  { nats, principals }: DeadLetterEndpointOptions,
  sequence: number,
  user: string,
): Promise<RetryAnswer> {
  if (can(principals.of(user, undefined), 'RetryDeadLetter') !== 'allowed')
    return { ok: false, code: 'FORBIDDEN', message: 'retrying dead letters is not yours to ask' };
  const manager = await nats.jetstreamManager({ checkAPI: false });
  const find = async (): Promise<StoredMsg | undefined> => {
    try {
      return await manager.streams.getMessage(DEAD_LETTERS, { seq: sequence });
    } catch (error) {
      if (error instanceof NatsError && error.api_error?.code === 404) return undefined;
      throw error;
    }
  };
  const letter = Number.isSafeInteger(sequence) && sequence > 0 ? await find() : undefined;
  if (letter === undefined)
    return { ok: false, code: 'UNKNOWN_LETTER', message: `there is no dead letter ${sequence}` };
  const named = headers();
  named.set(RETRIED_BY, user);
  const subject = letter.header.get(DEAD_SUBJECT);
  await nats.jetstream().publish(subject, letter.data, { headers: named });
  // Only then: a letter that is in both places is decided once, by its commands' ids.
  await manager.streams.deleteMessage(DEAD_LETTERS, sequence);
  return { ok: true };
}
