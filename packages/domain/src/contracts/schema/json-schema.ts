import { KIND, type FieldKind } from './fields.ts';

/** The part of JSON Schema that the registry's declarations use; anything else is refused when a codec is built. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly description?: string;
  readonly [KIND]?: FieldKind;
}

/** A declaration uses something that no codec knows: a defect in the declaration. */
export class UnsupportedSchemaError extends Error {
  override readonly name = 'UnsupportedSchemaError';
  readonly code = 'UNSUPPORTED_SCHEMA';
}

/** The fields of a closed record, each with whether it may be absent. */
export function fieldsOf(
  schema: JsonSchema,
): readonly { readonly name: string; readonly schema: JsonSchema; readonly optional: boolean }[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    optional: !required.has(name),
  }));
}
