import { INTEGER_PATTERN, SCALAR } from '@bellwether/projections/contract';
import type { TSchema } from 'typebox';

/** A question's answer or input has a part that the API has no type for; the message names it. */
class UnmappedAnswerError extends Error {
  override readonly name = 'UnmappedAnswerError';
  readonly code = 'UNMAPPED_ANSWER';
}

/** What a JSON Schema of the declarations is made of. */
export type AnswerSchema = TSchema & {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly anyOf?: readonly AnswerSchema[];
  readonly items?: AnswerSchema;
  readonly properties?: Readonly<Record<string, AnswerSchema>>;
  readonly required?: readonly string[];
  readonly [SCALAR]?: string;
};

/** Types of the API that are made of the JSON Schemas of answers, each written once, by its record's title. */
export class AnswerTypes {
  readonly #types = new Map<string, string>();

  /** All that were asked for, as SDL. */
  get sdl(): string {
    return [...this.#types.values()].join('\n\n');
  }

  /** The type of a value, absent values included. @throws UnmappedAnswerError */
  of(name: string, schema: AnswerSchema): string {
    const some = someOf(schema);
    if (some === undefined) return `${this.ofPresent(name, schema)}!`;
    const [only] = some;
    if (only === undefined || some.length > 1)
      throw new UnmappedAnswerError(`${name} is one of several things`);
    return this.ofPresent(name, only);
  }

  /** The type of a value that is there. @throws UnmappedAnswerError */
  ofPresent(name: string, schema: AnswerSchema): string {
    if (schema.type === 'array') return `[${this.of(name, schema.items as AnswerSchema)}]`;
    if (schema.type !== 'object') return scalarOf(name, schema);
    const { title, description = '', properties = {}, required = [] } = schema;
    if (title === undefined) throw new UnmappedAnswerError(`the record ${name} has no title`);
    if (this.#types.has(title)) return title;
    // Known before its fields are: they may be of the same type.
    this.#types.set(title, '');
    const fields = Object.entries(properties).map(([field, inner]) => {
      const type = this.of(field, inner);
      return `  ${field}: ${required.includes(field) ? type : type.replace(/!$/, '')}`;
    });
    const words = description === '' ? '' : `${JSON.stringify(description)}\n`;
    this.#types.set(title, `${words}type ${title} {\n${fields.join('\n')}\n}`);
    return title;
  }

  /** The type of a page, `{ <list>, next }`. @throws UnmappedAnswerError */
  ofPage(list: string, { properties }: AnswerSchema): string {
    const row = this.ofPresent(list, properties?.['rows']?.items as AnswerSchema);
    this.#types.set(
      `${row}Page`,
      `type ${row}Page {
  ${list}: [${row}!]!
  "Give it as \`cursor\` for the next page; absent on the last."
  next: String
}`,
    );
    return `${row}Page`;
  }
}

/** What a value may be beside null; undefined where it is always there. */
export function someOf({ anyOf }: AnswerSchema): readonly AnswerSchema[] | undefined {
  return anyOf?.filter(({ type }) => type !== 'null');
}

/** The scalar of a value. @throws UnmappedAnswerError */
export function scalarOf(name: string, schema: AnswerSchema): string {
  const declared = schema[SCALAR];
  if (declared !== undefined) return declared;
  switch (schema.type) {
    case 'string':
      // Digits alone do not say what they count.
      if (schema.pattern === INTEGER_PATTERN)
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
