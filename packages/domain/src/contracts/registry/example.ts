import { KIND } from '../schema/fields.ts';
import { fieldsOf, UnsupportedSchemaError, type JsonSchema } from '../schema/json-schema.ts';

/** Texts that some declared pattern takes, by kind or in general. */
const TEXTS: Readonly<Record<string, string>> = {
  decimal: '12.34',
  integer64: '7',
  uuid: '0192f3a0-7c1e-7aaa-8bbb-0123456789ab',
  date: '2026-11-20',
};
const CANDIDATES = ['EXAMPLE', 'example', 'XNAS', '0-1', '12', '12.34', '2026-11-20', 'A', ''];
/** For patterns of identifiers and addresses that no kind is declared for. */
const LAST = [TEXTS['uuid'], 'https://example.com/'];

/**
 * A document that a schema takes, every optional field included; the same for the same schema. Kept beside each recorded
 * version, it shows that records of that version can still be read.
 * @throws UnsupportedSchemaError
 */
export function exampleOf(schema: JsonSchema): unknown {
  const { examples = [] } = schema as { readonly examples?: readonly unknown[] };
  if (examples[0] !== undefined) return examples[0];
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'object')
    return Object.fromEntries(
      fieldsOf(schema).map((field) => [field.name, exampleOf(field.schema)]),
    );
  if (schema.type === 'array' && schema.items !== undefined) return [exampleOf(schema.items)];
  if (schema.type === 'integer') return (schema as { readonly minimum?: number }).minimum ?? 1;
  if (schema.type === 'boolean') return true;
  const pattern = new RegExp(schema.pattern ?? '', 'u');
  const texts = [TEXTS[schema[KIND] ?? ''], ...CANDIDATES, ...LAST];
  const found = texts.find((text) => text !== undefined && pattern.test(text));
  if (found === undefined)
    throw new UnsupportedSchemaError(`no example for ${JSON.stringify(schema)}`);
  return found;
}
