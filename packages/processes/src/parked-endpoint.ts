import { can, type Action, type Principals } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { NatsDoor } from '@bellwether/platform/nats';
import type { Service } from 'nats';
import type { ParkedFact } from './runtime/kept.ts';
import type { Reactor } from './runtime/reactor.ts';

const ACTIONS = {
  list: 'ReadDeadLetters',
  retry: 'RetryDeadLetter',
  drop: 'DropDeadLetter',
} as const satisfies Readonly<Record<string, Action>>;

type Verb = keyof typeof ACTIONS;

/** A fact that is parked, and by which process. */
export interface ParkedByProcess extends ParkedFact {
  readonly process: string;
}

/** What somebody is told who asks for parked facts. */
export type ParkedAnswer =
  | { readonly ok: true; readonly parked: readonly ParkedByProcess[] }
  | { readonly ok: false; readonly code: ParkedRefusal; readonly message: string };

/** Why there is no answer about parked facts, by code. */
export const PARKED_REFUSALS = {
  FORBIDDEN: 'The caller may not do this with parked facts.',
  UNKNOWN_FACT: 'This process has parked nothing under this key.',
  NOT_DONE: 'The fact cannot be dealt with now, either; it stays parked. The message says why.',
} as const;

type ParkedRefusal = keyof typeof PARKED_REFUSALS;

export interface ParkedEndpointOptions {
  readonly principals: Principals;
  readonly door: NatsDoor;
  readonly logger: Logger;
  /** Those that run here, by name. */
  readonly running: () => ReadonlyMap<string, Reactor>;
}

/**
 * Answers `cmd.process.<verb>.<process>.<user>`: `list` what it has parked (`all`: what all have), `retry` the facts of the key that the
 * message says, or `drop` the first of them.
 */
export function addParkedEndpoint(service: Service, options: ParkedEndpointOptions): void {
  const { door, logger } = options;
  for (const verb of Object.keys(ACTIONS) as Verb[])
    service.addEndpoint(verb, {
      subject: `cmd.process.${verb}.*.*`,
      handler: door.handler(async (message) => {
        const [, , , process = '', user = ''] = message.subject.split('.');
        const key = Buffer.from(message.data).toString();
        const answer = await asked(options, verb, { process, user, key }).catch(
          (error: unknown) => {
            logger.warn({ err: error, verb, process }, 'a parked fact could not be dealt with');
            const why = error instanceof Error ? error.message : String(error);
            return no('NOT_DONE', why);
          },
        );
        door.answer(message, JSON.stringify(answer));
      }),
    });
}

async function asked(
  { principals, running }: ParkedEndpointOptions,
  verb: Verb,
  { process, user, key }: Readonly<Record<'process' | 'user' | 'key', string>>,
): Promise<ParkedAnswer> {
  if (can(principals.of(user, undefined), ACTIONS[verb]) !== 'allowed')
    return no('FORBIDDEN', 'parked facts are not yours to ask for');
  const named = [...running()].filter(([name]) => process === 'all' || process === name);
  const of = (name: string, parked: readonly ParkedFact[]): readonly ParkedByProcess[] =>
    parked.map((fact) => ({ process: name, ...fact }));
  if (verb === 'list')
    return { ok: true, parked: named.flatMap(([name, reactor]) => of(name, reactor.parked)) };
  const [found] = named.filter(([, reactor]) => reactor.parked.some((fact) => fact.key === key));
  if (found === undefined) return no('UNKNOWN_FACT', `${process} has parked nothing under ${key}`);
  const [name, reactor] = found;
  if (verb === 'retry') {
    await reactor.retry(key);
    return { ok: true, parked: [] };
  }
  const dropped = await reactor.drop(key);
  return { ok: true, parked: of(name, dropped === undefined ? [] : [dropped]) };
}

function no(code: ParkedRefusal, message: string): ParkedAnswer {
  return { ok: false, code, message };
}
