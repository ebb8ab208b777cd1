import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type CommandId, isUuid } from '../../kernel/ids.ts';
import { jsonSchemaOf, type Definition } from '../schema/definition.ts';
import { jsonCodec, type JsonCodec } from '../schema/json-codec.ts';
import { COMMANDS, type Command } from './registry.ts';

/** A command as it travels: JSON, decimals as strings. */
export interface CommandMessage {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

/** A command that passed its schema. */
export type ReceivedCommand = { readonly id: CommandId } & Command;

/** Why something is not a command, by code: what each says, for people. */
export const INVALID_COMMANDS = {
  MALFORMED_COMMAND: 'It is no object {id, type, version, data}, or its id is no lower-case UUID.',
  UNKNOWN_COMMAND: 'No command has this name.',
  UNSUPPORTED_VERSION: 'The command has another version.',
  SCHEMA_VIOLATION: 'The data does not fit the schema of the command; the message names the field.',
} as const;

/** Why a message is not a command. Nothing is written for it. */
export interface InvalidCommand {
  readonly code: keyof typeof INVALID_COMMANDS;
  readonly message: string;
  /** The command's id where one could be read. */
  readonly id?: string;
}

interface Compiled {
  readonly definition: Definition;
  /** Compiled when it is first asked for: a program that sends one command need not compile thirty. */
  readonly validate: ValidateFunction;
  readonly codec: JsonCodec<Command['data']>;
  readonly fields: readonly string[];
}

const ajv = new Ajv({ keywords: ['x-kind'], strict: true, allErrors: false });
formats.default(ajv, ['date']);

const compiled: ReadonlyMap<string, Compiled> = new Map(
  [...COMMANDS.values()].map((definition) => [definition.type, compiledOf(definition)]),
);

function compiledOf(definition: Definition): Compiled {
  let validate: ValidateFunction | undefined;
  return {
    definition,
    codec: jsonCodec<Command['data']>(jsonSchemaOf(definition)),
    fields: Object.keys(definition.schema.properties),
    get validate() {
      return (validate ??= ajv.compile(definition.schema));
    },
  };
}

/** Checks a JSON value against the envelope and its type's schema, and reads decimals into integers. */
export function readCommand(
  value: unknown,
):
  | { readonly ok: true; readonly command: ReceivedCommand }
  | { readonly ok: false; readonly error: InvalidCommand } {
  const error = checkCommand(value);
  if (error !== undefined) return { ok: false, error };
  const { id, type, data } = value as CommandMessage;
  const command = { id, type, data: compiled.get(type)?.codec.fromJson(data) };
  return { ok: true, command: command as unknown as ReceivedCommand };
}

/** Why a JSON value is not a command; undefined: it is one. */
export function checkCommand(value: unknown): InvalidCommand | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('a command is an object {id, type, version, data}');
  const { id, type, version, data } = value as Record<string, unknown>;
  if (!isUuid(id)) return malformed('id must be a lower-case UUID');
  const known = typeof type === 'string' ? compiled.get(type) : undefined;
  if (known === undefined)
    return { id, code: 'UNKNOWN_COMMAND', message: `no command is called ${show(type)}` };
  if (version !== known.definition.version) {
    const message = `${known.definition.type} is at version ${known.definition.version}, not ${show(version)}`;
    return { id, code: 'UNSUPPORTED_VERSION', message };
  }
  return known.validate(data)
    ? undefined
    : { id, code: 'SCHEMA_VIOLATION', message: describe(known.validate.errors) };
}

/** Writes a command as the JSON message that `readCommand` reads. @throws TypeError for an unknown type. */
export function writeCommand(id: CommandId, command: Command): CommandMessage {
  const known = compiled.get(command.type);
  if (known === undefined) throw new TypeError(`no command is called ${command.type}`);
  return {
    id,
    type: command.type,
    version: known.definition.version,
    data: known.codec.toJson(command.data),
  };
}

/**
 * The command's content as one text that does not depend on how its JSON was written (order of fields, trailing zeros):
 * what a fingerprint is taken of.
 */
export function canonicalText(command: Command): string {
  const fields = compiled.get(command.type)?.fields ?? [];
  const data = command.data as Readonly<Record<string, unknown>>;
  let text: string = command.type;
  for (const field of fields) text += `\u0000${canonicalValue(data[field])}`;
  return text;
}

/** Scalars as they are; records and lists with marks that no scalar contains, records in the order of their names. */
function canonicalValue(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'object' || value === null)
    return String(value as bigint | boolean | number | string | null);
  if (Array.isArray(value)) return value.map((item) => `\u0001${canonicalValue(item)}`).join('');
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `\u0002${name}\u0003${canonicalValue(item)}`)
    .join('');
}

function malformed(message: string): InvalidCommand {
  return { code: 'MALFORMED_COMMAND', message };
}

function describe(errors: ErrorObject[] | null | undefined): string {
  const [first] = errors ?? [];
  if (first === undefined) return 'data does not fit its schema';
  const { instancePath, message = 'does not fit its schema', params } = first;
  return `data${instancePath} ${message}${named(params as Readonly<Record<string, unknown>>)}`;
}

/** The field that is too much, or the words that are allowed: the validator's message names neither. */
function named({ additionalProperty, allowedValues }: Readonly<Record<string, unknown>>): string {
  if (additionalProperty !== undefined) return `: ${show(additionalProperty)}`;
  return Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? 'undefined';
}
