import { fieldsOf, type JsonSchema } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import { named } from './names.ts';

/** What somebody typed as the data of a command or the input of a question. */
export interface Typed {
  /** A JSON object. */
  readonly document?: string;
  /** `name=value`, each; they go over what `document` has. A field of a record inside is `record.field`. */
  readonly fields?: readonly string[];
}

/**
 * The JSON object that was typed. Of values there is only read what a schema's type needs: whether they are right the
 * validator says, which everybody else's messages pass as well.
 * @param of whose fields they are: `PlaceOrder`.
 * @throws CommandFailure for what is no JSON object, and for a field that there is none of.
 */
export function inputOf({ document, fields = [] }: Typed, schema: JsonSchema, of: string): object {
  const input = document === undefined ? {} : objectIn(document);
  for (const field of fields) {
    const [, path, text] = /^([^=]+)=(.*)$/s.exec(field) ?? [];
    if (path === undefined || text === undefined)
      throw new CommandFailure(`${field} is no field: write name=value`);
    put(input, path.split('.'), text, schema, of);
  }
  return input;
}

/** Names of all fields, those of records inside as `record.field`. */
export function fieldPaths(schema: JsonSchema): readonly string[] {
  return fieldsOf(schema).flatMap(({ name, schema: field }) =>
    field.type === 'object' ? fieldPaths(field).map((inner) => `${name}.${inner}`) : [name],
  );
}

function put(
  record: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  text: string,
  schema: JsonSchema,
  of: string,
): void {
  const known = new Map(Object.entries(schema.properties ?? {}));
  const field = named(known, name, `field of ${of}`);
  if (rest.length === 0) record[name] = valueOf(text, field);
  else {
    const inner = record[name];
    const next = typeof inner === 'object' && inner !== null ? { ...inner } : {};
    put(next, rest, text, field, `${of}.${name}`);
    record[name] = next;
  }
}

/** Decimals and 64-bit integers are strings in JSON; values of a list are divided by commas, records of one are JSON. */
function valueOf(text: string, { type, items }: JsonSchema): unknown {
  switch (type) {
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'array':
      if (items?.type === 'object') return jsonIn(text);
      return text === '' ? [] : text.split(',').map((item) => valueOf(item, items ?? {}));
    case 'object':
    case undefined:
      return jsonIn(text);
    default:
      return text;
  }
}

function objectIn(text: string): Record<string, unknown> {
  const value = jsonIn(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandFailure('the data is a JSON object: {"name": "value"}');
  return { ...value };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`no JSON: ${(error as Error).message}`, { cause: error });
  }
}
