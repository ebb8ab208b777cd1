import type { Principals } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { NatsDoor } from '@bellwether/platform/nats';
import {
  headers,
  ServiceErrorCodeHeader,
  ServiceErrorHeader,
  type NatsConnection,
  type Service,
  type ServiceMsg,
} from 'nats';
import { Compile } from 'typebox/compile';
import { readOf, readsIn } from '../compliance/reads/read.ts';
import { toJson } from '../runtime/json.ts';
import { BadCursorError } from '../read-model/page.ts';
import { StaleReadModelError, type ReadModels } from '../read-model/read-models.ts';
import { QUERY_FAILURES } from './failures.ts';
import { QUERIES } from '../capabilities/capabilities.ts';
import {
  AmbiguousQueryError,
  ForbiddenQueryError,
  TooManyRowsError,
  type Query,
} from '../read-model/query.ts';

/** What NATS carries in one message unless it is told otherwise, bytes. */
const ANSWER_BYTES_MAX = 1_024 * 1_024;

/** Who asks from within the platform's own account: what reports say, and what actions make of prices. */
const PEERS = ['processes', 'market_data'] as const;

/**
 * Answers `qry.<context>.<name>.<caller>` by request and reply: JSON in, JSON out, 64-bit integers as strings, `null`
 * where there is nothing to see for the caller, whose name the server vouches for. Several processes share the questions.
 * Every endpoint names the JSON Schema of its input.
 */
export async function startQueryService(
  connection: NatsConnection,
  readModels: ReadModels,
  principals: Principals,
  logger: Logger,
  door: NatsDoor = new NatsDoor(logger),
): Promise<Service> {
  const answerBytesMax = connection.info?.max_payload ?? ANSWER_BYTES_MAX;
  const from = { readModels, principals, logger, door, answerBytesMax };
  const service = await connection.services.add({
    name: 'queries',
    version: '1.0.0',
    description: 'Questions to the read models',
    queue: 'queries',
  });
  // What a gateway has answered itself it notes here, and waits for nothing: it is no question.
  connection.subscribe('qry.records.note.*', {
    queue: 'queries',
    callback(error, message) {
      const caller = message.subject.slice(message.subject.lastIndexOf('.') + 1);
      if (error !== null || !principals.isDelegate(caller)) return;
      for (const read of readsIn(parse(message.data))) readModels.notes?.note(read);
    },
  });
  for (const [name, query] of Object.entries(QUERIES)) {
    const validator = Compile(query.input);
    service.addEndpoint(name.replace('.', '-'), {
      subject: `qry.${name}.*`,
      metadata: { schema: JSON.stringify(query.input), description: query.description },
      handler: door.handler((message) => answer(message, name, query, validator, from), ...PEERS),
    });
  }
  return service;
}

interface AnsweredFrom {
  /** What the server carries in one message, bytes. */
  readonly answerBytesMax: number;
  readonly readModels: ReadModels;
  readonly principals: Principals;
  readonly logger: Logger;
  readonly door: NatsDoor;
}

async function answer(
  message: ServiceMsg,
  question: string,
  query: Query,
  validator: InputValidator,
  { readModels, principals, logger, door, answerBytesMax }: AnsweredFrom,
): Promise<void> {
  const fail = failure(door, message);
  const input = parse(message.data);
  if (!validator.Check(input))
    return fail('BAD_QUERY', misfit(validator, input, message.data.length));
  const { after, actor, ...rest } = input as { readonly after?: string; readonly actor?: unknown };
  const caller = message.subject.slice(message.subject.lastIndexOf('.') + 1);
  const viewer = principals.of(caller, actor);
  if (viewer === undefined) return fail('FORBIDDEN', `${caller} may not ask this`);
  try {
    const seen = after === undefined ? undefined : BigInt(after);
    const see = async (): Promise<void> => {
      if (seen !== undefined) await readModels.see(seen);
    };
    const found = (await query.answer(readModels, rest, { viewer, seen, see })) ?? null;
    const data = Buffer.from(toJson(found));
    // It would be refused on its way, and asking the same again would not help.
    if (data.length > answerBytesMax)
      return fail(
        'TOO_LARGE',
        `the answer has ${data.length} bytes, at most ${answerBytesMax}: ask for fewer rows by \`first\``,
      );
    door.answer(message, data);
    const answered = { question, action: query.action, input: rest, answer: found };
    readModels.notes?.note(readOf(viewer, answered, new Date()));
  } catch (error) {
    if (error instanceof StaleReadModelError) return fail('STALE', error.message);
    if (error instanceof ForbiddenQueryError) return fail('FORBIDDEN', error.message);
    if (error instanceof AmbiguousQueryError) return fail('AMBIGUOUS', error.message);
    if (error instanceof TooManyRowsError) return fail('TOO_LARGE', error.message);
    if (error instanceof BadCursorError) return fail('BAD_QUERY', error.message);
    // What went wrong inside is ours to know.
    logger.error({ err: error, subject: message.subject }, 'a query failed');
    fail('UNAVAILABLE', 'the read models do not answer; ask again');
  }
}

/** What Compile makes of a schema. */
interface InputValidator {
  Check(value: unknown): boolean;
  Errors(value: unknown): Iterable<{
    readonly keyword: string;
    readonly instancePath: string;
    readonly message: string;
  }>;
}

/** Letters of a path that are repeated to who sent it. */
const PATH_MAX = 60;
/** Longer inputs are not looked into: the validator goes on behind the first error, which takes 0.1 s for 1 MiB. */
const LOOKED_INTO_BYTES_MAX = 4_096;

/** The first thing that is wrong with an input of so many bytes. */
function misfit(validator: InputValidator, input: unknown, bytes: number): string {
  const [first] = bytes > LOOKED_INTO_BYTES_MAX ? [] : validator.Errors(input);
  if (first === undefined) return 'the input does not fit its schema';
  const { keyword, instancePath, message } = first;
  // Of a field too many the validator says that its schema is `false`.
  const words = keyword === 'boolean' ? 'is no field of this question' : message;
  return `input${instancePath.slice(0, PATH_MAX)} ${words}`;
}

/** Tells the caller why there is no answer, in the headers of the services framework as well. */
function failure(door: NatsDoor, message: ServiceMsg) {
  return (code: keyof typeof QUERY_FAILURES, text: string): void => {
    const named = headers();
    named.set(ServiceErrorHeader, code);
    named.set(ServiceErrorCodeHeader, `${QUERY_FAILURES[code].status}`);
    door.answer(message, Buffer.from(toJson({ code, message: text })), named);
  };
}

/** @returns undefined, which fits no schema, where it is not JSON. */
function parse(data: Uint8Array): unknown {
  try {
    return data.length === 0 ? {} : JSON.parse(Buffer.from(data).toString());
  } catch {
    return undefined;
  }
}
