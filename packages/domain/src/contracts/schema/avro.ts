import avro from 'avsc';
import type { AvroSchema } from './avro-codec.ts';
import { KIND, type FieldKind } from './fields.ts';
import { fieldsOf, UnsupportedSchemaError, type JsonSchema } from './json-schema.ts';

/** Names a schema by its canonical form, which descriptions and the order of attributes do not change. MD5, hexadecimal. */
export function avroFingerprint(schema: AvroSchema): string {
  return avro.Type.forSchema(schema as avro.Schema)
    .fingerprint('md5')
    .toString('hex');
}

/**
 * Derives the Avro schema of a declared record. Names inside are prefixed by `name`, as Avro wants them unique.
 * @param declared named types already defined by the schema around it: Avro defines a name once and refers to it after.
 * An optional field is a union with null, which stands for its absence.
 * @throws UnsupportedSchemaError
 */
export function avroSchema(name: string, schema: JsonSchema, declared: Set<string>): AvroSchema {
  return avroOf(name, schema, declared) as AvroSchema;
}

function avroOf(name: string, schema: JsonSchema, declared: Set<string>): unknown {
  if (schema.type === 'object') return avroRecord(name, schema, declared);
  if (schema.type === 'array' && schema.items !== undefined)
    return { type: 'array', items: avroOf(`${name}_item`, schema.items, declared) };
  if (schema.enum !== undefined) return { type: 'enum', name, symbols: schema.enum };
  if (schema.type === 'string') return avroText(schema[KIND], declared);
  if (schema.type === 'integer') return 'int';
  if (schema.type === 'boolean') return 'boolean';
  throw new UnsupportedSchemaError(`no Avro form for ${name}: ${JSON.stringify(schema)}`);
}

function avroRecord(name: string, schema: JsonSchema, declared: Set<string>): unknown {
  const fields = fieldsOf(schema).map((field) => {
    const type = avroOf(`${name}_${field.name}`, field.schema, declared);
    return field.optional
      ? { name: field.name, type: ['null', type], default: null }
      : { name: field.name, type };
  });
  return { type: 'record', name, fields };
}

function avroText(kind: FieldKind | undefined, declared: Set<string>): unknown {
  if (kind === undefined) return 'string';
  if (kind === 'date') return 'int';
  if (kind !== 'uuid') return 'long';
  if (declared.has('uuid')) return 'uuid';
  declared.add('uuid');
  return { type: 'fixed', size: 16, name: 'uuid', logicalType: 'uuid' };
}
