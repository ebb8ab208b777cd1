import { can, type Action, type Principals } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { NatsDoor } from '@bellwether/platform/nats';
import type { NatsConnection, Service } from 'nats';
import { DeadLetters, type DeadLetter } from '../durable/dead-letters.ts';

const ACTIONS = {
  list: 'ReadDeadLetters',
  show: 'ReadDeadLetters',
  retry: 'RetryDeadLetter',
  drop: 'DropDeadLetter',
} as const satisfies Readonly<Record<string, Action>>;

type Verb = keyof typeof ACTIONS;

/** What somebody is told who asks for dead letters. */
export type DeadLetterAnswer =
  | { readonly ok: true; readonly letters: readonly DeadLetter[]; readonly message?: string }
  | { readonly ok: false; readonly code: DeadLetterRefusal; readonly message: string };

/** Why there is no answer about dead letters, by code. */
export const DEAD_LETTER_REFUSALS = {
  FORBIDDEN: 'The caller may not do this with dead letters.',
  UNKNOWN_LETTER: 'There is no dead letter of this number.',
  UNAVAILABLE: 'The queue does not answer: nothing was done.',
  INVALID: 'The number is no whole number from 1 on.',
} as const;

type DeadLetterRefusal = keyof typeof DEAD_LETTER_REFUSALS;

/** Letters of one answer. */
const LIST_MAX = 1_000;

export interface DeadLetterEndpointOptions {
  readonly nats: NatsConnection;
  readonly principals: Principals;
  readonly door: NatsDoor;
  readonly logger: Logger;
}

/**
 * Answers `cmd.deadletter.<verb>.<number>.<user>`: `list` the latest ones (the number says how many), `show` what one says
 * (`message`, as text), `retry` it (it goes back into the queue as it was, in its sender's name) or `drop` it. The number of
 * the last three is the letter's sequence.
 */
export function addDeadLetterEndpoint(service: Service, options: DeadLetterEndpointOptions): void {
  const { door, logger } = options;
  for (const verb of Object.keys(ACTIONS) as Verb[])
    service.addEndpoint(verb, {
      subject: `cmd.deadletter.${verb}.*.*`,
      handler: door.handler(async (message) => {
        const [, , , number = '', user = ''] = message.subject.split('.');
        const answer = await asked(options, verb, Number(number), user).catch((error: unknown) => {
          logger.warn({ err: error, verb, number }, 'dead letters: the queue does not answer');
          return no('UNAVAILABLE', 'the queue does not answer now; nothing was done');
        });
        door.answer(message, JSON.stringify(answer));
      }),
    });
}

async function asked(
  { nats, principals }: DeadLetterEndpointOptions,
  verb: Verb,
  number: number,
  user: string,
): Promise<DeadLetterAnswer> {
  if (can(principals.of(user, undefined), ACTIONS[verb]) !== 'allowed')
    return no('FORBIDDEN', 'dead letters are not yours to ask for');
  if (!Number.isSafeInteger(number) || number < 1)
    return no('INVALID', 'a whole number from 1 on is needed');
  const letters = await DeadLetters.open(nats);
  if (verb === 'list') return { ok: true, letters: await letters.list(Math.min(number, LIST_MAX)) };
  const found = await letters.get(number);
  if (found === undefined) return no('UNKNOWN_LETTER', `there is no dead letter ${number}`);
  const { letter, data } = found;
  if (verb === 'retry') await letters.retry(found, user);
  if (verb === 'drop') await letters.drop(number);
  return verb === 'show'
    ? { ok: true, letters: [letter], message: textOf(data) }
    : { ok: true, letters: [letter] };
}

/** Bytes of a letter that an answer has room for, as JSON may write one as six. */
const SHOWN_BYTES_MAX = 128 * 1024;

function textOf(data: Uint8Array): string {
  return new TextDecoder().decode(data.subarray(0, SHOWN_BYTES_MAX));
}

function no(code: DeadLetterRefusal, message: string): DeadLetterAnswer {
  return { ok: false, code, message };
}
