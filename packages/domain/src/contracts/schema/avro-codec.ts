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

/** What of a sink and a source reads and writes a primitive type, as source text. */
const PRIMITIVES: Readonly<Record<string, Compiled>> = {
  string: { write: (value) => `sink.text(${value});`, read: 'source.text()' },
  uuid: { write: (value) => `sink.uuid(${value});`, read: 'source.uuid()' },
  long: { write: (value) => `sink.long(${value});`, read: 'source.long()' },
  int: { write: (value) => `sink.int(${value});`, read: 'source.int()' },
  boolean: { write: (value) => `sink.byte(${value} ? 1 : 0);`, read: 'source.byte() === 1' },
};

/** A schema as source text. */
interface Compiled {
  /** Statements that write what an expression yields. @param value a name, or a property of one: it may be read twice. */
  readonly write: (value: string) => string;
  /** An expression that reads a value. */
  readonly read: string;
}

/**
 * Compiles a schema once, at start-up, into straight-line code that does only what this schema needs, each property in a place
 * of its own: the journal is written and read by it. A union with null is an optional field: absent in memory. A union of
 * records is `{type, data}` in memory, where `type` is the record's name.
 * @param schema of this program or recorded with it, never of a caller's making: its names become part of code.
 * @throws UnsupportedSchemaError
 */
export function avroCodec<T>(schema: AvroSchema): AvroCodec<T> {
  const functions = new Functions();
  const { write, read } = functions.compile(schema);
  const text = `${functions.declarations.join('\n')}
    return { write(sink, value) { ${write('value')} }, read(source) { return ${read}; } };`;
  // What is compiled are our own declarations; ajv does the same with their JSON Schemas.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function('noBranch', 'noSymbol', 'isPresent', `'use strict';\n${text}`);
  return make(noBranch, noSymbol, isPresent) as AvroCodec<T>;
}

/** Collects a function for each record, union, list and enumeration of a schema. */
class Functions {
  readonly declarations: string[] = [];
  #count = 0;

  compile(schema: AvroSchema): Compiled {
    if (typeof schema === 'string') return PRIMITIVES[schema] ?? unsupported(schema);
    if (isList(schema)) return this.#union(schema);
    const { type, fields, items, symbols, logicalType } = schema;
    if (logicalType === 'uuid') return this.compile('uuid');
    if (type === 'record' && fields !== undefined) return this.#record(fields);
    if (type === 'array' && items !== undefined) return this.#array(this.compile(items));
    if (type === 'enum' && symbols !== undefined) return this.#enumeration(symbols);
    return this.compile(type);
  }

  #record(fields: readonly { readonly name: string; readonly type: AvroSchema }[]): Compiled {
    const writes: string[] = [];
    const reads: string[] = [];
    for (const { name, type } of fields) {
      const key = JSON.stringify(name);
      if (isList(type) && type[0] === 'null') {
        const { write, read } = this.compile(type[1] as AvroSchema);
        writes.push(`{ const found = value[${key}];
          if (found === undefined) sink.byte(0); else { sink.byte(2); ${write('found')} } }`);
        reads.push(`if (isPresent(source.int())) value[${key}] = ${read};`);
      } else {
        const { write, read } = this.compile(type);
        writes.push(write(`value[${key}]`));
        reads.push(`value[${key}] = ${read};`);
      }
    }
    return this.#declare(writes.join('\n'), `const value = {}; ${reads.join('\n')} return value;`);
  }

  #union(branches: readonly AvroSchema[]): Compiled {
    const writes: string[] = [];
    const reads: string[] = [];
    for (const [index, branch] of branches.entries()) {
      const type = JSON.stringify((branch as { name?: string }).name ?? unsupported(branch));
      const { write, read } = this.compile(branch);
      writes.push(`case ${type}: sink.int(${index}); ${write('value.data')} return;`);
      reads.push(`case ${index}: return { type: ${type}, data: ${read} };`);
    }
    return this.#declare(
      `switch (value.type) { ${writes.join('\n')} default: noBranch(value.type); }`,
      `const index = source.int();
       switch (index) { ${reads.join('\n')} default: return noBranch(index); }`,
    );
  }

  /** One block of everything, then the empty block that ends an array; any division into blocks can be read. */
  #array(item: Compiled): Compiled {
    return this.#declare(
      `if (value.length > 0) {
         sink.int(value.length);
         for (let i = 0; i < value.length; i++) { const item = value[i]; ${item.write('item')} }
       }
       sink.byte(0);`,
      // A negative count is followed by the block's size in bytes, for readers that skip it.
      `const values = [];
       for (let count = source.int(); count !== 0; count = source.int()) {
         if (count < 0) source.long();
         for (let i = Math.abs(count); i > 0; i--) values.push(${item.read});
       }
       return values;`,
    );
  }

  #enumeration(symbols: readonly string[]): Compiled {
    const cases = symbols.map(
      (symbol, i) => `case ${JSON.stringify(symbol)}: sink.int(${i}); return;`,
    );
    const list = `symbols${this.declarations.length}`;
    this.declarations.push(`const ${list} = ${JSON.stringify(symbols)};`);
    return this.#declare(
      `switch (value) { ${cases.join('\n')} default: noSymbol(value); }`,
      `const index = source.int(); return ${list}[index] ?? noSymbol(index);`,
    );
  }

  #declare(write: string, read: string): Compiled {
    const n = this.#count++;
    this.declarations.push(
      `function write${n}(sink, value) { ${write} }`,
      `function read${n}(source) { ${read} }`,
    );
    return { write: (value) => `write${n}(sink, ${value});`, read: `read${n}(source)` };
  }
}

function isList(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}

/** The branch of a union with null: 0 is null, 1 is the value. */
function isPresent(branch: number): boolean {
  if (branch !== 0 && branch !== 1) throw new AvroFormatError(`no branch ${branch}`);
  return branch === 1;
}

function noBranch(branch: string | number): never {
  throw new AvroFormatError(`no branch ${branch}`);
}

function noSymbol(symbol: string | number): never {
  throw new AvroFormatError(`no symbol ${symbol}`);
}

function unsupported(schema: unknown): never {
  throw new UnsupportedSchemaError(`no Avro codec for ${JSON.stringify(schema)}`);
}
