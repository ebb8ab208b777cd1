import { can, type Action, type Principals } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { NatsDoor } from '@bellwether/platform/nats';
import type { Service } from 'nats';
import type { TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  SourceRefusedError,
  type FeedSources,
  type SourceRefusal,
} from '../sources/feed-sources.ts';
import {
  SOURCE_DEFINITION,
  SOURCE_KINDS,
  SOURCE_NAME_PATTERN,
  type NamedSource,
  type SourceDefinition,
} from '../sources/source-definition.ts';

/** Sources are asked for and changed by who may do this. */
const ACTION = 'ManageFeeds' satisfies Action;
const VERBS = ['list', 'add', 'remove'] as const;
type Verb = (typeof VERBS)[number];

/** What somebody is told who asks for sources, or changes them. */
export type SourceAnswer =
  | { readonly ok: true; readonly sources: readonly NamedSource[] }
  | { readonly ok: false; readonly code: SourceRefusal; readonly message: string };

export interface SourceEndpointOptions {
  readonly sources: FeedSources;
  readonly principals: Principals;
  readonly door: NatsDoor;
  readonly logger: Logger;
}

const definition = Compile(SOURCE_DEFINITION);
const NAME = new RegExp(SOURCE_NAME_PATTERN);

/**
 * Answers `cmd.feed.<verb>.<source>.<user>`: `list` (of `all`) every source with its definition, `add` one whose
 * definition is the message, `remove` one.
 */
export function addSourceEndpoint(service: Service, options: SourceEndpointOptions): void {
  const { door, logger } = options;
  for (const verb of VERBS)
    service.addEndpoint(verb, {
      subject: `cmd.feed.${verb}.*.*`,
      metadata: { schema: verb === 'add' ? JSON.stringify(SOURCE_DEFINITION) : '' },
      handler: door.handler(async (message) => {
        const [, , , name = '', user = ''] = message.subject.split('.');
        const answer = await asked(options, verb, { name, user, data: message.data }).catch(
          (error: unknown) => {
            if (error instanceof SourceRefusedError) return no(error.code, error.message);
            logger.error({ err: error, verb, source: name }, 'sources could not be changed');
            return no('NOT_KEPT', 'the sources could not be changed: the log has why');
          },
        );
        door.answer(message, JSON.stringify(answer));
      }),
    });
}

async function asked(
  { sources, principals }: SourceEndpointOptions,
  verb: Verb,
  { name, user, data }: { readonly name: string; readonly user: string; readonly data: Uint8Array },
): Promise<SourceAnswer> {
  if (can(principals.of(user, undefined), ACTION) !== 'allowed')
    return no('FORBIDDEN', 'sources are not yours to change');
  if (verb === 'list') return { ok: true, sources: definitionsOf(sources) };
  if (!NAME.test(name))
    return no('BAD_SOURCE', 'a name has up to 32 small letters, digits and dashes');
  if (verb === 'add') await sources.add({ name, source: sourceIn(data) });
  else await sources.remove(name);
  return { ok: true, sources: definitionsOf(sources) };
}

/** @throws SourceRefusedError BAD_SOURCE, naming what does not fit. */
function sourceIn(data: Uint8Array): SourceDefinition {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(data).toString());
  } catch (cause) {
    throw new SourceRefusedError('BAD_SOURCE', 'the definition is no JSON', { cause });
  }
  if (definition.Check(value)) return value as SourceDefinition;
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  // Of a union everything is said that any of its members does not like: of the kind that is meant, it helps.
  const member = new Map<unknown, TObject>(Object.entries(SOURCE_KINDS)).get(kind);
  if (member === undefined)
    throw new SourceRefusedError('BAD_SOURCE', `kind is ${Object.keys(SOURCE_KINDS).join(', ')}`);
  const [first] = Compile(member).Errors(value);
  const where = first === undefined ? 'does not fit' : `${first.instancePath} ${first.message}`;
  throw new SourceRefusedError('BAD_SOURCE', `source ${where}`);
}

function definitionsOf({ running }: FeedSources): readonly NamedSource[] {
  return running.map(({ options: { name, source } }) => ({ name, source }));
}

function no(code: SourceRefusal, message: string): SourceAnswer {
  return { ok: false, code, message };
}
