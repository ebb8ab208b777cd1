import avro from 'avsc';
import { KIND, type FieldKind } from './fields.ts';
import { fieldsOf, UnsupportedSchemaError, type JsonSchema } from './json-schema.ts';

/** An Avro type that encodes and decodes values of memory form. */
export type AvroType<T> = { toBuffer(value: T): Buffer; fromBuffer(bytes: Buffer): T };

/** 64-bit integers are bigint in memory; Avro's own number form would lose digits past 2^53. */
const BIGINT_LONG = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: (value: bigint) => Number(value),
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

/** A UUID is its text in memory and 16 bytes in the journal. */
class UuidType extends avro.types.LogicalType {
  protected override _fromValue(bytes: Buffer): string {
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
  protected override _toValue(text: unknown): Buffer {
    return Buffer.from(String(text).replaceAll('-', ''), 'hex');
  }
}

/** Compiles an Avro schema for memory-form values. Union values are wrapped by branch name: `{TradeExecuted: {…}}`. */
export function avroType<T>(schema: avro.Schema): AvroType<T> & avro.Type {
  return avro.Type.forSchema(schema, {
    registry: { long: BIGINT_LONG },
    logicalTypes: { uuid: UuidType },
    wrapUnions: 'auto',
  } as never) as never;
}

/**
 * Derives the Avro schema of a declared record. Names inside are prefixed by `name`, as Avro wants them unique.
 * @param declared named types already defined by the schema around it: Avro defines a name once and refers to it after.
 * An optional field is a union with null, which stands for its absence.
 * @throws UnsupportedSchemaError
 */
export function avroSchema(name: string, schema: JsonSchema, declared: Set<string>): avro.Schema {
  return avroOf(name, schema, declared) as avro.Schema;
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

/**
 * Takes the nulls that stand for absent fields out of a record that was read, and out of the records in it.
 * `undefined` where the schema has no optional field: then there is nothing to do.
 */
export function absenceOf(
  schema: JsonSchema,
): ((record: Record<string, unknown>) => void) | undefined {
  const optional = fieldsOf(schema).filter((field) => field.optional);
  const nested = fieldsOf(schema).flatMap((field) => {
    const strip = field.schema.type === 'object' ? absenceOf(field.schema) : undefined;
    return strip === undefined ? [] : [{ name: field.name, strip }];
  });
  if (optional.length === 0 && nested.length === 0) return undefined;
  return (record) => {
    for (const { name } of optional) if (record[name] === null) delete record[name];
    for (const { name, strip } of nested) {
      const value = record[name];
      if (value !== undefined) strip(value as Record<string, unknown>);
    }
  };
}
