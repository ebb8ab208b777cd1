import { fc, test } from '@fast-check/vitest';
import avro from 'avsc';
import { describe, expect } from 'vitest';
import { BATCH_AVRO } from '../journal/trading-batch.ts';
import { AvroFormatError, AvroSink, AvroSource } from './avro-bytes.ts';
import { avroCodec, type AvroSchema } from './avro-codec.ts';

// The codec is ours, the format is not: every byte is compared with what the Avro library makes of the same value.

const BIGINT_LONG = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer(value: bigint) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: (value: bigint) => Number(value),
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

class UuidType extends avro.types.LogicalType {
  protected override _fromValue(bytes: Buffer): string {
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  protected override _toValue(text: unknown): Buffer {
    return Buffer.from(String(text).replaceAll('-', ''), 'hex');
  }
}

const library = (schema: AvroSchema): avro.Type =>
  avro.Type.forSchema(
    schema as avro.Schema,
    {
      registry: { long: BIGINT_LONG },
      logicalTypes: { uuid: UuidType },
      wrapUnions: 'auto',
    } as never,
  );

type Json = Exclude<AvroSchema, string | readonly AvroSchema[]>;
const longs = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-300n, 300n));
const texts = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

/** Values of a schema in memory form. */
function valuesOf(schema: AvroSchema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema))
    return fc.oneof(
      ...(schema as readonly Json[]).map((branch) =>
        fc.record({ type: fc.constant(branch.name), data: valuesOf(branch) }),
      ),
    );
  if (typeof schema === 'string') {
    const of: Record<string, fc.Arbitrary<unknown>> = {
      string: texts,
      uuid: fc.uuid(),
      long: longs,
      int: fc.integer(),
      boolean: fc.boolean(),
    };
    return of[schema] as fc.Arbitrary<unknown>;
  }
  const { type, fields, items, symbols, logicalType } = schema as Json;
  if (logicalType === 'uuid') return fc.uuid();
  if (type === 'enum') return fc.constantFrom(...(symbols ?? []));
  if (type === 'array') return fc.array(valuesOf(items as AvroSchema), { maxLength: 4 });
  if (type !== 'record') return valuesOf(type);
  const isOptional = (of: AvroSchema): boolean => Array.isArray(of) && of[0] === 'null';
  return fc.record(
    Object.fromEntries(
      (fields ?? []).map((field) => [
        field.name,
        valuesOf(isOptional(field.type) ? (field.type as AvroSchema[])[1]! : field.type),
      ]),
    ),
    {
      requiredKeys: (fields ?? []).filter((field) => !isOptional(field.type)).map((f) => f.name),
    },
  );
}

/** The form that the library wants: null for what is absent, unions wrapped by name. */
function wrapped(schema: AvroSchema, value: unknown): unknown {
  if (Array.isArray(schema)) {
    const { type, data } = value as { type: string; data: unknown };
    const branch = (schema as readonly Json[]).find(({ name }) => name === type) as Json;
    return { [type]: wrapped(branch, data) };
  }
  const { type, fields, items } = schema as Json;
  if (type === 'array')
    return (value as unknown[]).map((item) => wrapped(items as AvroSchema, item));
  if (type !== 'record') return value;
  const data = value as Record<string, unknown>;
  return Object.fromEntries(
    (fields ?? []).map(({ name, type: of }) => {
      if (!Array.isArray(of) || of[0] !== 'null') return [name, wrapped(of, data[name])];
      return [name, data[name] === undefined ? null : wrapped(of[1] as AvroSchema, data[name])];
    }),
  );
}

const codec = avroCodec<unknown>(BATCH_AVRO);
const write = (value: unknown): Buffer => {
  const sink = new AvroSink();
  codec.write(sink, value);
  return sink.written();
};

describe('any batch of any facts', () => {
  const type = library(BATCH_AVRO);

  test.prop([valuesOf(BATCH_AVRO)], { numRuns: 300 })(
    'is written as the library writes it',
    (batch) => {
      expect(write(batch).equals(type.toBuffer(wrapped(BATCH_AVRO, batch)))).toBe(true);
    },
  );

  test.prop([valuesOf(BATCH_AVRO)], { numRuns: 300 })('reads back as it was', (batch) => {
    expect(codec.read(new AvroSource(write(batch)))).toEqual(batch);
  });

  test.prop([valuesOf(BATCH_AVRO), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })])(
    'cut anywhere is refused',
    (batch, share) => {
      const bytes = write(batch);
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      expect(() => codec.read(new AvroSource(cut))).toThrow(AvroFormatError);
    },
  );
});

test.prop([longs])('a long is what the library makes of it', (value) => {
  const sink = new AvroSink();
  sink.long(value);
  expect(sink.written()).toEqual(library('long').toBuffer(value));
  expect(new AvroSource(sink.written()).long()).toBe(value);
});

test('a number of more than 64 bits is refused', () => {
  expect(() => new AvroSource(Buffer.alloc(11, 0xff)).long()).toThrow(AvroFormatError);
});

test.each([
  '',
  'x',
  '0192F3A0-7C1E-7AAA-8BBB-0123456789AB',
  '0192f3a0-7c1e-7aaa-8bbb-0123456789ag',
])('no UUID: %j is refused', (text) => {
  expect(() => new AvroSink().uuid(text)).toThrow(AvroFormatError);
});

test('a fact of no type and a symbol of no enumeration are refused', () => {
  expect(() => write({ entries: [{ commandId: 'x' }] })).toThrow(AvroFormatError);
  const facts = avroCodec([{ type: 'record', name: 'A', fields: [] }]);
  expect(() => facts.write(new AvroSink(), { type: 'B', data: {} })).toThrow(AvroFormatError);
  const side = avroCodec({ type: 'enum', name: 'Side', symbols: ['BUY'] });
  expect(() => side.write(new AvroSink(), 'SELL')).toThrow(AvroFormatError);
  expect(() => side.read(new AvroSource(Buffer.from([2])))).toThrow(AvroFormatError);
});
