import { QUERIES, SCALAR, type Query } from '@bellwether/projections/contract';
import type { TSchema } from 'typebox';

/** A question's answer or input has a part that the API has no type for; the message names it. */
class UnmappedAnswerError extends Error {
  override readonly name = 'UnmappedAnswerError';
  readonly code = 'UNMAPPED_ANSWER';
}

/** The questions that the API asks as they are declared, by the field that asks them. */
export const QUESTIONS: ReadonlyMap<string, Query> = new Map(
  Object.values(QUERIES).flatMap((query) =>
    query.field === undefined ? [] : [[query.field, query] as const],
  ),
);

/** Inputs that the gateway fills in, or gives a type of its own. */
const AFTER = 'after: Position';
const OF_ITS_OWN: ReadonlySet<string> = new Set(['after', 'actor']);

/**
 * The part of the API's schema that asks questions as they are declared: a field of `Query` for each, and the types of
 * their answers.
 * @throws UnmappedAnswerError for a question that cannot be expressed.
 */
export function questionSchema(
  questions: ReadonlyMap<string, Pick<Query, 'description' | 'input' | 'output'>> = QUESTIONS,
): string {
  const types = new Map<string, string>();
  const fields = [...questions].map(([name, { description, input, output }]) => {
    const given = Object.entries(input.properties)
      .filter(([argument]) => !OF_ITS_OWN.has(argument))
      .map(([argument, schema]) => argumentOf(argument, schema, input.required ?? []));
    const all = [...given, AFTER].join(', ');
    return `  ${JSON.stringify(description)}\n  ${name}(${all}): ${typeOf(name, output, types)}`;
  });
  return [`extend type Query {\n${fields.join('\n')}\n}`, ...types.values()].join('\n\n');
}

function argumentOf(name: string, schema: Schema, required: readonly string[]): string {
  const mark = required.includes(name) ? '!' : '';
  const value = schema.default === undefined ? '' : ` = ${JSON.stringify(schema.default)}`;
  return `${name}: ${scalarOf(name, schema)}${mark}${value}`;
}

/** What a JSON Schema of the declarations is made of. */
type Schema = TSchema & {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [SCALAR]?: string;
};

/** The type of a value, absent values included. */
function typeOf(name: string, schema: Schema, types: Map<string, string>): string {
  const some = schema.anyOf?.filter(({ type }) => type !== 'null');
  if (some === undefined) return `${presentOf(name, schema, types)}!`;
  const [only] = some;
  if (only === undefined || some.length > 1)
    throw new UnmappedAnswerError(`${name} is one of several things`);
  return presentOf(name, only, types);
}

function presentOf(name: string, schema: Schema, types: Map<string, string>): string {
  if (schema.type === 'array') return `[${typeOf(name, schema.items as Schema, types)}]`;
  if (schema.type !== 'object') return scalarOf(name, schema);
  const { title, description = '', properties = {}, required = [] } = schema;
  if (title === undefined) throw new UnmappedAnswerError(`the record ${name} has no title`);
  if (types.has(title)) return title;
  // Known before its fields are: they may be of the same type.
  types.set(title, '');
  const fields = Object.entries(properties).map(([field, inner]) => {
    const type = typeOf(field, inner, types);
    return `  ${field}: ${required.includes(field) ? type : type.replace(/!$/, '')}`;
  });
  const words = description === '' ? '' : `${JSON.stringify(description)}\n`;
  types.set(title, `${words}type ${title} {\n${fields.join('\n')}\n}`);
  return title;
}

function scalarOf(name: string, schema: Schema): string {
  const declared = schema[SCALAR];
  if (declared !== undefined) return declared;
  switch (schema.type) {
    case 'string':
      // Digits alone do not say what they count.
      if (schema.pattern === '^-?\\d+$')
        throw new UnmappedAnswerError(`${name} does not say what it counts`);
      return name.endsWith('Id') ? 'ID' : 'String';
    case 'integer':
      return 'Int';
    case 'boolean':
      return 'Boolean';
    default:
      throw new UnmappedAnswerError(`${name}: nothing in the API is a ${schema.type}`);
  }
}
