import {
  MESSAGE_BYTES_MAX,
  MESSAGE_COMMANDS_MAX,
  COMMANDS,
  exampleOf,
  jsonSchemaOf,
  ROUTES,
  TRADING_CONTEXT,
  type Command,
  type CommandRoute,
  type Definition,
} from '@bellwether/domain';
import { MUTATIONS } from '@bellwether/graphql/contract';
import { code, fieldTable, json, page } from '../markdown.ts';
import { whoMay } from '../who-may.ts';

const mutationOf = new Map([...MUTATIONS].map(([mutation, type]) => [type, mutation]));

/** Every command: who may send it, where it goes, what it holds. */
export function commandsPage(): string {
  return page(
    '# Commands',
    `A message is \`{"commands": [{"id", "type", "version", "data"}, …]}\`, at most ${MESSAGE_COMMANDS_MAX} commands and ${MESSAGE_BYTES_MAX} bytes. An \`id\` is a
UUIDv7 of the sender's own: sent again with the same one, a command happens once. The answer has an outcome for each, in
the same order ([errors](errors.md)). Subjects end with the name of the NATS user; behind \`cmd.durable.\` a queue keeps the
command until it is decided. \`admin\` has every role, for its own accounts. A field with \`?\` may be absent.`,
    'From the command line: `./bellwether send DepositCash --field accountId=demo amount=100.00`.',
    ...[...COMMANDS.values()].map(commandPart),
  );
}

function commandPart(definition: Definition): string {
  const type = definition.type as Command['type'];
  const schema = jsonSchemaOf(definition);
  const { context, by } = ROUTES.get(type) as CommandRoute;
  const key = context === TRADING_CONTEXT ? `<partition of ${by}>` : `<${by}>`;
  return [
    `## ${type}`,
    definition.description,
    [
      `- may: ${whoMay(type)}`,
      `- subject: ${code(`cmd.${context}.submit.${key}.<user>`)}, or ${code(`cmd.durable.${context}.${key}.<user>`)}`,
      `- version: ${definition.version}`,
      `- GraphQL: ${code(`mutation ${mutationOf.get(type)}`)}`,
    ].join('\n'),
    fieldTable(schema),
    json(exampleOf(schema)),
  ].join('\n\n');
}
