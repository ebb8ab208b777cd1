import {
  MESSAGE_COMMANDS_MAX,
  OUTCOME_SCHEMAS,
  HEADERS,
  COMMANDS,
  CONTEXTS,
  exampleOf,
  jsonSchemaOf,
  ROUTES,
  TRADING_CONTEXT,
  UUID_PATTERN,
  type Definition,
} from '@bellwether/domain';
import { channel, ref, request, type Parts } from './parts.ts';

const USER = 'NATS user of the connection';

/** Commands by the part of the write side that decides them, in their two ways, and their outcomes. */
export function commandParts(): Parts {
  const contexts = [...CONTEXTS.keys()];
  const ways = contexts.flatMap((context) => wayParts(context));
  return {
    channels: {
      ...Object.fromEntries(ways.map(({ name, made }) => [name, made])),
      outcomes: channel(null, ['Outcomes']),
    },
    operations: Object.fromEntries(ways.map(({ name, operation }) => [name, operation])),
    messages: {
      ...Object.fromEntries(contexts.map((context) => [batchOf(context), batchMessage(context)])),
      Outcomes: {
        summary: 'What became of each command of a message, in its order.',
        payload: record({ outcomes: { type: 'array', items: anyOf(outcomeNames) } }),
      },
    },
    schemas: {
      ...Object.fromEntries([...COMMANDS.values()].map(commandSchema)),
      ...Object.fromEntries(
        Object.entries(OUTCOME_SCHEMAS).map(([status, schema]) => [outcomeName(status), schema]),
      ),
    },
  };
}

const outcomeName = (status: string): string => `Outcome.${status}`;
const outcomeNames = Object.keys(OUTCOME_SCHEMAS).map(outcomeName);
const batchOf = (context: string): string => `Commands.${context}`;

function wayParts(
  context: string,
): readonly { readonly name: string; readonly made: object; readonly operation: object }[] {
  const key = context === TRADING_CONTEXT ? 'partition' : 'id';
  const [route] = [...ROUTES.values()].filter((one) => one.context === context);
  const words =
    context === TRADING_CONTEXT ? 'Trading partition of the instrument' : `The ${route?.by}`;
  const parameters = { [key]: words, user: USER };
  const made = (address: string): object => channel(address, [batchOf(context)], parameters);
  const [direct, durable] = [`cmd.${context}`, `cmd.durable.${context}`];
  return [
    {
      name: direct,
      made: made(`cmd.${context}.submit.{${key}}.{user}`),
      operation: request(direct, 'outcomes', 'Decided now.'),
    },
    {
      name: durable,
      made: made(`cmd.durable.${context}.{${key}}.{user}`),
      operation: request(
        durable,
        'outcomes',
        `Kept in a queue until it is decided; outcomes go to the inbox in the header ${HEADERS.replyTo}.`,
      ),
    },
  ];
}

function batchMessage(context: string): object {
  const types = [...ROUTES].flatMap(([type, one]) => (one.context === context ? [type] : []));
  const text = (description: string): object => ({ type: 'string', description });
  return {
    summary: 'Commands for one destination.',
    headers: {
      type: 'object',
      properties: {
        [HEADERS.waitsMs]: text('How long the sender waits for the answer, ms'),
        [HEADERS.signature]: text('Of who speaks for others'),
        [HEADERS.replyTo]: text('Inbox for the outcomes of durable commands'),
      },
    },
    payload: record({
      commands: { type: 'array', maxItems: MESSAGE_COMMANDS_MAX, items: anyOf(types) },
    }),
  };
}

/** A command as it travels. */
function commandSchema(definition: Definition): readonly [string, object] {
  const { type, version, description, schema } = definition;
  const example = exampleOf(jsonSchemaOf(definition));
  return [
    type,
    {
      ...record(
        {
          id: { type: 'string', pattern: UUID_PATTERN },
          type: { const: type },
          version: { const: version },
          data: { ...schema, examples: [example] },
        },
        {
          actor: { description: 'For whom, where the sender speaks for others' },
          correlationId: {
            type: 'string',
            pattern: UUID_PATTERN,
            description: 'What it has in common with all that follows from one cause',
          },
        },
      ),
      description,
    },
  ];
}

function anyOf(names: readonly string[]): object {
  return { anyOf: names.map((name) => ref('components/schemas', name)) };
}

function record(properties: object, optional: object = {}): object {
  return {
    type: 'object',
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  };
}
