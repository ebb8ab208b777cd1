import { AvroFormatError, type AvroSink, type AvroSource } from './avro-bytes.ts';
import { UnsupportedSchemaError } from './json-schema.ts';

/** Avro schema as JSON, as far as declarations of this package come to it. */
export type AvroSchema =
  | string
  | readonly AvroSchema[]
  | {
      readonly type: string;
      readonly name?: string;
      readonly fields?: readonly { readonly name: string; readonly type: AvroSchema }[];
      readonly items?: AvroSchema;
      readonly symbols?: readonly string[];
      readonly logicalType?: string;
    };

/** Writes and reads values of one schema in memory form: bigint for long, text for a UUID. */
export interface AvroCodec<T = unknown> {
  write(sink: AvroSink, value: T): void;
  read(source: AvroSource): T;
}

type Codec = AvroCodec<never> & { read(source: AvroSource): unknown };

const codec = <T>(
  write: (sink: AvroSink, value: T) => void,
  read: (source: AvroSource) => T,
): Codec => ({ write, read }) as unknown as Codec;

const PRIMITIVES: Readonly<Record<string, Codec>> = {
  string: codec<string>(
    (sink, value) => sink.text(value),
    (source) => source.text(),
  ),
  uuid: codec<string>(
    (sink, value) => sink.uuid(value),
    (source) => source.uuid(),
  ),
  long: codec<bigint>(
    (sink, value) => sink.long(value),
    (source) => source.long(),
  ),
  int: codec<number>(
    (sink, value) => sink.int(value),
    (source) => source.int(),
  ),
  boolean: codec<boolean>(
    (sink, value) => sink.byte(value ? 1 : 0),
    (source) => source.byte() === 1,
  ),
};

/**
 * Compiles a schema once, at start-up, into code that does only what this schema needs. A union with null is an optional
 * field: absent in memory. A union of records is `{type, data}` in memory, where `type` is the record's name.
 * @throws UnsupportedSchemaError
 */
export function avroCodec<T>(schema: AvroSchema): AvroCodec<T> {
  return compile(schema) as unknown as AvroCodec<T>;
}

function compile(schema: AvroSchema): Codec {
  if (typeof schema === 'string') return PRIMITIVES[schema] ?? unsupported(schema);
  if (Array.isArray(schema)) return taggedUnion(schema as readonly AvroSchema[]);
  const { type, fields, items, symbols, logicalType } = schema as Exclude<
    AvroSchema,
    string | readonly AvroSchema[]
  >;
  if (logicalType === 'uuid') return compile('uuid');
  if (type === 'record' && fields !== undefined) return record(fields);
  if (type === 'array' && items !== undefined) return array(compile(items));
  if (type === 'enum' && symbols !== undefined) return enumeration(symbols);
  return compile(type);
}

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly codec: Codec;
}

function record(declared: readonly { readonly name: string; readonly type: AvroSchema }[]): Codec {
  const fields = declared.map(({ name, type }): Field => {
    const optional = Array.isArray(type) && type[0] === 'null';
    const inner = optional ? (type[1] as AvroSchema) : type;
    return { name, optional, codec: compile(inner) };
  });
  return codec<Readonly<Record<string, never>>>(
    (sink, value) => {
      for (const field of fields) {
        const found = value[field.name];
        if (field.optional) {
          sink.byte(found === undefined ? 0 : 2);
          if (found === undefined) continue;
        }
        field.codec.write(sink, found as never);
      }
    },
    (source) => {
      const value: Record<string, unknown> = {};
      for (const field of fields)
        if (!field.optional || isPresent(source)) value[field.name] = field.codec.read(source);
      return value as Readonly<Record<string, never>>;
    },
  );
}

/** The branch of a union with null: 0 is null, 1 is the value. */
function isPresent(source: AvroSource): boolean {
  const branch = source.int();
  if (branch !== 0 && branch !== 1) throw new AvroFormatError(`no branch ${branch}`);
  return branch === 1;
}

interface Tagged {
  readonly type: string;
  readonly data: unknown;
}

function taggedUnion(branches: readonly AvroSchema[]): Codec {
  const compiled = branches.map((branch) => ({
    type: (branch as { readonly name?: string }).name ?? unsupported(branch),
    codec: compile(branch),
  }));
  const byType = new Map(compiled.map(({ type, codec: inner }, index) => [type, { index, inner }]));
  return codec<Tagged>(
    (sink, { type, data }) => {
      const branch = byType.get(type);
      if (branch === undefined) throw new AvroFormatError(`no branch for ${type}`);
      sink.int(branch.index);
      branch.inner.write(sink, data as never);
    },
    (source) => {
      const index = source.int();
      const branch = compiled[index];
      if (branch === undefined) throw new AvroFormatError(`no branch ${index}`);
      return { type: branch.type, data: branch.codec.read(source) };
    },
  );
}

/** One block of everything, then the empty block that ends an array; any division into blocks can be read. */
function array(item: Codec): Codec {
  return codec<readonly never[]>(
    (sink, values) => {
      if (values.length > 0) {
        sink.int(values.length);
        for (const value of values) item.write(sink, value);
      }
      sink.byte(0);
    },
    (source) => {
      const values: unknown[] = [];
      for (let count = source.int(); count !== 0; count = source.int()) {
        // A negative count is followed by the block's size in bytes, for readers that skip it.
        if (count < 0) source.long();
        for (let i = Math.abs(count); i > 0; i--) values.push(item.read(source));
      }
      return values as never[];
    },
  );
}

function enumeration(symbols: readonly string[]): Codec {
  const indexes = new Map(symbols.map((symbol, index) => [symbol, index]));
  return codec<string>(
    (sink, value) => {
      const index = indexes.get(value);
      if (index === undefined) throw new AvroFormatError(`no symbol ${value}`);
      sink.int(index);
    },
    (source) => {
      const index = source.int();
      return symbols[index] ?? fail(`no symbol ${index}`);
    },
  );
}

function fail(message: string): never {
  throw new AvroFormatError(message);
}

function unsupported(schema: unknown): never {
  throw new UnsupportedSchemaError(`no Avro codec for ${JSON.stringify(schema)}`);
}
