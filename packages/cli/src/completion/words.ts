import { COMMANDS, jsonSchemaOf, type JsonSchema } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES } from '@bellwether/projections/contract';
import type { Command } from 'commander';
import { fieldPaths } from '../messages/input.ts';

/**
 * What may stand at each place of the command line: by the words before it, divided by spaces, the words that may follow.
 * The first is under the empty text.
 */
export type Words = ReadonlyMap<string, readonly string[]>;

/** The words of a program: its commands and options, the names of commands and questions, and the fields of each. */
export function wordsOf(program: Command): Words {
  const words = new Map<string, string[]>();
  addCommand(words, '', program);
  for (const [type, definition] of COMMANDS) addName(words, 'send', type, jsonSchemaOf(definition));
  for (const [name, { input }] of Object.entries({ ...QUERIES, ...MARKET_QUESTIONS }))
    addName(words, 'ask', name, input as unknown as JsonSchema);
  words.get('completion')?.push('bash', 'zsh');
  return words;
}

function addCommand(words: Map<string, string[]>, path: string, command: Command): void {
  const options = command.options.flatMap(({ long }) => long ?? []);
  words.set(path, [...command.commands.map((one) => one.name()), ...options]);
  for (const one of command.commands)
    addCommand(words, path === '' ? one.name() : `${path} ${one.name()}`, one);
}

/** Behind a name come the options of its command, and fields as `name=`. */
function addName(
  words: Map<string, string[]>,
  path: string,
  name: string,
  schema: JsonSchema,
): void {
  const options = (words.get(path) ?? []).filter((word) => word.startsWith('--'));
  words.get(path)?.push(name);
  words.set(`${path} ${name}`, [...options, ...fieldPaths(schema).map((field) => `${field}=`)]);
}
